import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Facts that are functions of the same events: what the episodes and the detectors follower derive is thrown
 * away here, and the ledger is read again; what customers allowed stays, for nothing may be shown meanwhile that was withheld before.
 */
export class MoreHandoffFacts0031 implements MigrationInterface {
  name = 'MoreHandoffFacts0000000000031';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      truncate conversation, contact, episode, handoff, action, survey, release, dirty_bucket;
      delete from follower where name = 'episodes';
      update metric_reach set watermark_at = null;
      -- what was seen in words whose key is gone stays in kept_sign
      truncate handoff_sign, episode_sign, source_field;
      delete from follower where name = 'detectors';
      alter table handoff
        add column contact_kind text,                -- first or repeat; null: the customer is not known, or the time
        add column offloaded_at timestamptz,         -- given back to the bot before a human took it
        add column assist text;                      -- with_bot: it spoke on beside the human, or alone; null: unknown
      -- who waited in a queue beside another
      create index handoff_by_queue on handoff (queue, initiated_at) where priority is not null;
      alter table handoff_sign
        add column opening text,                     -- informed, generic or other: a human's first words; null: no words
        add column contradicted boolean,             -- what was granted before is refused after; null: nothing to hold
        add column context_chars int,                -- characters of all that travelled; null: not readable
        add column context_cut boolean,              -- the transcript is a part; null: none, or nobody can tell
        add column skill_match boolean;              -- of who took it, with the skill asked for; null: not both are said
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table handoff_sign
        drop column skill_match, drop column context_cut, drop column context_chars, drop column contradicted, drop column opening;
      drop index handoff_by_queue;
      alter table handoff drop column assist, drop column offloaded_at, drop column contact_kind;
    `);
  }
}
