import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What people say escalations are examples of. `gap_label` is derived from the ledger by the gaps follower. The other
 * tables are the work of reviewers: the queue is ordered anew whenever gaps change; items and decisions are written
 * with their ledger events. None of them holds a word of a customer; reviewers are pseudonyms.
 */
export class Review0025 implements MigrationInterface {
  name = 'Review0000000000025';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table gap_decision
        add column intent text,                      -- of a label
        add column code text;                        -- what the reviewer was shown
      create index gap_decision_by_member on gap_decision using gin (members)
        where type in ('gap.labelled', 'gap.withheld');

      -- the latest standing word on each example
      create table gap_label (
        handoff_key bytea primary key,
        intent text,                                 -- null: no training data
        code text not null,
        decision text not null,                      -- its uid
        at timestamptz not null
      );
      create index gap_label_by_intent on gap_label (intent);

      create table review_queue (
        handoff_key bytea not null,
        kind text not null,                          -- core, edge, suspect | second, disagreement
        gap_id text not null,                        -- that it is in, or nearest to
        value real not null,                         -- what comes first within a kind; of a core, the gap's
        core text,                                   -- of a core: which of its gap, and
        place int not null,                          -- the surest first within it; 0 leads
        evidence jsonb not null,                     -- why it is asked; keys and labels, no words
        of_decision uuid,                            -- the first reading that a second one repeats
        item_id uuid,                                -- who holds it
        held_until timestamptz,
        primary key (handoff_key, kind)
      );
      create index review_queue_by_value on review_queue (kind, value desc, handoff_key);
      create index review_queue_by_gap on review_queue (gap_id, kind);
      create table review_order (
        singleton boolean primary key default true check (singleton),
        state text not null,                         -- digest of what was ordered
        at timestamptz not null
      );

      create table review_item (
        id uuid primary key,
        kind text not null,
        gap_id text not null,
        label text not null,                         -- proposed
        label_from text not null,
        value real not null,
        evidence jsonb not null,
        of_decision uuid,
        reviewer bytea not null,                     -- pseudonym of the account
        claimed_at timestamptz not null,
        held_until timestamptz not null
      );
      create index review_item_by_reviewer on review_item (reviewer, held_until);
      create table review_decision (
        id uuid primary key,                         -- of its ledger event
        uid text not null,
        item_id uuid not null references review_item,
        kind text not null,                          -- of the item
        gap_id text not null,                        -- that its examples belong to now
        verdict text not null,                       -- accept, relabel, reject, split
        label text,
        of_decision uuid references review_decision,
        reviewer bytea not null,
        at timestamptz not null,
        examples int not null,
        undone_at timestamptz
      );
      create index review_decision_by_reviewer on review_decision (reviewer, at desc);
      create table review_item_member (
        item_id uuid not null references review_item on delete cascade,
        handoff_key bytea not null,
        place int not null,
        evidence jsonb not null,
        decision_id uuid references review_decision,
        released boolean not null default false,     -- given back undecided, or taken by somebody else
        primary key (item_id, handoff_key)
      );
      -- an example is before one reviewer at a time
      create unique index review_item_member_held on review_item_member (handoff_key)
        where decision_id is null and not released;
      create index review_item_member_by_key on review_item_member (handoff_key);
      create index review_item_member_by_decision on review_item_member (decision_id) where decision_id is not null;

      create table review_setting (
        singleton boolean primary key default true check (singleton),
        second_share real not null
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table review_setting, review_item_member, review_decision, review_item, review_order, review_queue, gap_label;
      drop index gap_decision_by_member;
      alter table gap_decision drop column code, drop column intent;
      delete from gap_decision where type in ('gap.labelled', 'gap.withheld');
    `);
  }
}
