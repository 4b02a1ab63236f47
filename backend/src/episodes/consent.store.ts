import { Injectable } from '@nestjs/common';
import { type ConsentScope, consentPolicy } from '../contract/consent.js';
import { Database, type Transaction } from '../db/database.js';
import { type Sql, sql } from '../db/sql.js';
import type { ConsentRow } from './consent.js';
import type { Key } from './rows.js';

type Party = keyof typeof consentPolicy.parties;

const bytes = (key: Key) => Buffer.from(key, 'base64url');

/**
 * The scopes in force, null where nobody restricted any: the latest word for the party or for everyone, on the
 * conversation or on its customer. `table` stands in the statement with both keys.
 */
function scopesInForce(table: Sql, party: Party): Sql {
  return sql`
    (select consent.scopes
     from consent
     where (consent.conversation_key = ${table}.conversation_key or consent.customer_key = ${table}.customer_key)
       and (consent.party is null or consent.party = ${consentPolicy.parties[party]})
     order by consent.at desc, consent.seq desc, consent.event_uid desc
     limit 1)`;
}

/** Whether consent covers a scope; `table` stands in the statement with the keys of conversation and customer. */
export const consented = (table: Sql, party: Party, scope: ConsentScope): Sql =>
  sql`coalesce(${scopesInForce(table, party)} @> array[${scope}]::text[], true)`;

/** Whether anybody ever said that a scope is not covered: where nobody did, no row need be looked at. */
export const anyRefusal = (party: Party, scope: ConsentScope): Sql => sql`
  exists (
    select from consent
    where (consent.party is null or consent.party = ${consentPolicy.parties[party]})
      and not ${scope} = any(consent.scopes))`;

/** What customers allowed. */
@Injectable()
export class ConsentStore {
  constructor(private readonly database: Database) {}

  async add(rows: readonly ConsentRow[], tx: Transaction): Promise<void> {
    if (rows.length === 0) return;
    await tx.query(sql`
      insert into consent (event_uid, customer_key, conversation_key, party, scopes, at, seq)
      select given.event_uid, given.customer_key, given.conversation_key, given.party,
             array(select jsonb_array_elements_text(given.scopes)), given.at, given.seq
      from unnest(
        ${rows.map((row) => row.event_uid)}::uuid[],
        ${rows.map((row) => row.customer_key && bytes(row.customer_key))}::bytea[],
        ${rows.map((row) => bytes(row.conversation_key))}::bytea[],
        ${rows.map((row) => row.party)}::text[],
        ${rows.map((row) => JSON.stringify(row.scopes))}::jsonb[],
        ${rows.map((row) => new Date(row.at))}::timestamptz[],
        ${rows.map((row) => row.seq)}::bigint[]
      ) as given (event_uid, customer_key, conversation_key, party, scopes, at, seq)
      on conflict (event_uid) do nothing`);
  }

  async clear(tx: Transaction): Promise<void> {
    await tx.query(sql`truncate consent`);
  }

  /** Scopes that the pages may show of a conversation; null: all. A conversation without facts yet stands alone. */
  async forPages(conversation: Buffer, customer: Buffer | null): Promise<string[] | null> {
    const row = await this.database.one<{ scopes: string[] | null }>(sql`
      select ${scopesInForce(sql`asked`, 'pages')} as scopes
      from (
        select ${conversation}::bytea as conversation_key,
               coalesce(
                 ${customer}::bytea,
                 (select customer_key from conversation where conversation_key = ${conversation}::bytea)
               ) as customer_key
      ) as asked`);
    return row?.scopes ?? null;
  }
}
