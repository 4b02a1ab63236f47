import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What no leaf commits is sealed: a keyed digest of the row, so that whoever lacks the deployment's keys can change
 * nothing unseen. Rows from before have no seal. Reports of verifications are a diary and leave the ledger's schema;
 * that one was made is a ledger event.
 */
export class Seals0012 implements MigrationInterface {
  name = 'Seals0000000000012';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table ledger.log add column seal bytea check (octet_length(seal) = 32);
      alter table ledger.inbox add column seal bytea check (octet_length(seal) = 32);
      alter table ledger.batch add column seal bytea check (octet_length(seal) = 32);
      alter table ledger.checkpoint
        add column prev_size bigint,                 -- the checkpoint before it: none can be taken out unseen
        add column seal bytea check (octet_length(seal) = 32);
      create unique index checkpoint_by_prev on ledger.checkpoint (log_id, prev_size);
      alter table ledger.conflict add column event_id_of_refusal text; -- its own leaf: none can be taken out unseen
      alter table ledger.verification set schema public;
      alter table verification add column verified_by text;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table verification drop column verified_by;
      alter table verification set schema ledger;
      alter table ledger.conflict drop column event_id_of_refusal;
      drop index ledger.checkpoint_by_prev;
      alter table ledger.checkpoint drop column prev_size, drop column seal;
      alter table ledger.batch drop column seal;
      alter table ledger.inbox drop column seal;
      alter table ledger.log drop column seal;
    `);
  }
}
