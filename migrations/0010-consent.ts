import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What customers allowed, and what travelled beyond what they had allowed. `consent` is derived by the episodes
 * follower. What that follower had already read is taken over from the ledger here, where scopes and parties stand
 * open: the rows are those that a rebuild gives, without one.
 */
export class Consent0010 implements MigrationInterface {
  name = 'Consent0000000000010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table consent (
        event_uid uuid primary key,
        customer_key bytea,                          -- the event names the customer: it holds for all conversations
        conversation_key bytea not null,
        party text,                                  -- null: for everyone
        scopes text[] not null,
        at timestamptz not null,
        seq bigint not null                          -- orders events of one instant, then event_uid
      );
      create index consent_by_conversation on consent (conversation_key);
      create index consent_by_customer on consent (customer_key) where customer_key is not null;

      insert into consent (event_uid, customer_key, conversation_key, party, scopes, at, seq)
      select inbox.event_uid,
             decode(translate(inbox.link ->> 'customer', '-_', '+/') || '==', 'base64'),
             inbox.conversation_key,
             entry.pub ->> 'party',
             array(select jsonb_array_elements_text(entry.pub -> 'scopes')),
             inbox.occurred_at,
             coalesce((entry.pub ->> 'seq')::bigint, 0)
      from ledger.inbox
      join ledger.leaf using (log_id, inbox_id)
      cross join lateral (select convert_from(inbox.entry, 'UTF8')::jsonb -> 'pub' as pub) as entry
      where inbox.type = 'consent.changed'
        and inbox.conversation_key is not null
        and leaf.leaf_index < coalesce((select cursor from follower where name = 'episodes'), 0);

      -- the scope that covers a context field; null: it needs none. The same as contract/consent.ts
      create function consent_scope(field text) returns text language sql immutable parallel safe
      return case
        when field in ('identity', 'identity.verified', 'phone') then 'identity'
        when field in ('transcript', 'sentiment', 'entities', 'attempts', 'sources') then field
        when field = 'failed_action' then 'attempts'
        when starts_with(field, 'summary.') then 'summary'
      end;
      create function over_shared(scopes text[], fields text[]) returns text[]
        language sql immutable parallel safe
      begin atomic
        select case
          when scopes is null then '{}'
          else array(
            select field
            from unnest(fields) as field
            where consent_scope(field) is not null and not consent_scope(field) = any(scopes)
            order by field collate "C")
        end;
      end;
      alter table handoff
        add column over_shared text[] not null       -- context fields that travelled beyond consent_scopes
          generated always as (over_shared(consent_scopes, context_fields)) stored;
      create index handoff_over_shared on handoff (initiated_at) where over_shared <> '{}';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table handoff drop column over_shared;
      drop function over_shared;
      drop function consent_scope;
      drop table consent;
    `);
  }
}
