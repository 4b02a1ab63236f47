import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Signs that detectors read and facts do not have. `handoff_sign`, `episode_sign` and `source_field` are derived by
 * the detectors follower and may be dropped and rebuilt. `kept_sign` may not: it holds, without a word, what was
 * seen in words whose key is gone, so that an erasure changes no count.
 */
export class Detectors0015 implements MigrationInterface {
  name = 'Detectors0000000000015';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table handoff_sign (
        customer_key bytea not null,
        conversation_key bytea not null,
        handoff_key bytea not null,
        known text[],                                -- context fields that the bot had; null: no turns show it
        lost text[],                                 -- those of them that did not travel
        path_turns smallint,                         -- customer turns of the episode before it; null: no turns
        steps smallint,                              -- that its resolution reports
        keyword boolean,                             -- a word that opens the door within them; null: no words
        asked_again text[],                          -- what a human asked for again; null: no words
        primary key (customer_key, conversation_key, handoff_key)
      );
      create index handoff_sign_by_conversation on handoff_sign (conversation_key);
      create table episode_sign (
        customer_key bytea not null,
        conversation_key bytea not null,
        episode_no smallint not null,
        distress_turns smallint,                     -- bot turns after the first distress; null: none
        request_turns smallint,                      -- bot turns after the first request in words; null: none
        promised boolean,                            -- promised and did nothing from then on; null: no words
        primary key (customer_key, conversation_key, episode_no)
      );
      create index episode_sign_by_conversation on episode_sign (conversation_key);
      create table kept_sign (
        conversation_key bytea not null,
        row_name text not null,                      -- of a handoff, its key; of an episode, its start
        words jsonb not null,                        -- the columns that were read in words
        primary key (conversation_key, row_name)
      );
      -- how many events of a day (UTC) carried a field; the empty field: how many events there were
      create table source_field (
        source text not null,
        type text not null,
        day date not null,
        field text not null,
        events int not null,
        primary key (source, type, day, field)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table source_field, kept_sign, episode_sign, handoff_sign');
  }
}
