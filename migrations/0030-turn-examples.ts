import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Examples of a second kind: turns, with what was known at each. */
export class TurnExamples0030 implements MigrationInterface {
  name = 'TurnExamples0000000000030';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table dataset_example
        add column conversation text,                -- of a turn: key of the conversation; null: it is about a handoff
        add column features jsonb;                   -- of a turn: what was known at it, and what came of it
      create index dataset_example_by_conversation on dataset_example (conversation) where conversation is not null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index dataset_example_by_conversation;
      delete from dataset_example where conversation is not null;
      alter table dataset_example drop column features, drop column conversation;
    `);
  }
}
