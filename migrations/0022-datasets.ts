import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Examples with what the human answered and the bot replied, who says that the label is right, and an order by label
 * for formats that keep intents apart; channels that are told when a version is ready.
 */
export class MoreDatasets0022 implements MigrationInterface {
  name = 'MoreDatasets0000000000022';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- everything that the gaps follower derives is derived anew, with what the bot replied
      truncate escalation, gap_decision;
      delete from follower where name = 'gaps';
      alter table escalation add column reply text;  -- personal: what the bot replied to the lead words, masked

      -- null in versions from before
      alter table dataset_example
        add column answer text,                      -- personal: what the human answered, masked
        add column reply text,                       -- personal: what the bot replied, masked
        add column quality text,
        add column decision text,                    -- uid of the decision that the label rests on
        add column weight float8;
      create index dataset_example_by_label on dataset_example (dataset_id, label collate "C", row_no);
      create unique index dataset_example_by_id on dataset_example (dataset_id, id);

      -- versions that are built from then on are told to it; null: none
      alter table alert_channel add column datasets_from timestamptz;
      alter table alert_message
        drop constraint alert_message_kind_check,
        add constraint alert_message_kind_check check (kind in ('alerts', 'test', 'dataset'));
      create table alert_dataset_notice (
        dataset_id text not null references dataset,
        channel_id text not null references alert_channel on delete cascade,
        primary key (dataset_id, channel_id)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table alert_dataset_notice;
      delete from alert_message where kind = 'dataset';
      alter table alert_message
        drop constraint alert_message_kind_check,
        add constraint alert_message_kind_check check (kind in ('alerts', 'test'));
      alter table alert_channel drop column datasets_from;
      drop index dataset_example_by_id, dataset_example_by_label;
      alter table dataset_example
        drop column weight, drop column decision, drop column quality, drop column reply, drop column answer;
      truncate escalation, gap_decision;
      delete from follower where name = 'gaps';
      alter table escalation drop column reply;
    `);
  }
}
