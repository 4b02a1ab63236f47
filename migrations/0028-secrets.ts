import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Signing secrets of webhooks are changed while both sign. How much context travelled is a dimension, so that any number
 * can be held against it. Indexes go that carried times for answers which memory gives since 0020; what is not held
 * there is found by the time of the rows, as any other number is.
 */
export class Secrets0028 implements MigrationInterface {
  name = 'Secrets0000000000028';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- until then the secret before signs too; null: there is none
      alter table alert_channel add column old_secret_until timestamptz;

      alter table handoff
        add column context_kind text not null        -- of what its purpose requires
          generated always as (
            case
              when starved then 'nothing'
              when context_present >= context_required then 'whole'
              else 'part'
            end) stored;

      drop index handoff_times, handoff_times_by, handoff_untimed, episode_times;
      -- handoff_by_horizon finds the same rows
      drop index handoff_by_leak;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    const bins = 'delivered_bin, taken_bin, joined_bin, replied_bin, first_action_bin';
    const dimensions =
      'source, bot, bot_version, channel, language, segment, intent, queue, reason, tier, priority, purpose, signal';
    const answerable = "to_kind = 'human' and purpose in ('escalation', 'success', 'transfer')";
    await runner.query(`
      create index handoff_by_leak on handoff (leak_at) where first_action_at is null;
      create index episode_times on episode (started_at)
        include (bot_bin, negative_bin, mood_known, eligible) where not times_assumed;
      create index handoff_untimed on handoff (initiated_at) where ${answerable} and times_assumed;
      create index handoff_times on handoff (initiated_at) include (${bins})
        where ${answerable} and not times_assumed;
      create index handoff_times_by on handoff (initiated_at) include (${bins}, ${dimensions})
        where ${answerable} and not times_assumed;
      alter table handoff drop column context_kind;
      alter table alert_channel drop column old_secret_until;
    `);
  }
}
