import type { Database, Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import { copyPieces } from './copy-rows.js';
import { logId } from './log.store.js';
import type { Identified, PreparedEvent } from './seal.js';

/** Identifies an event for ever; neither part can hold a line break. */
export const nameOf = (event: { source: string; id: string }): string => `${event.source}\n${event.id}`;

/** Content hashes of those that are kept already, by name. */
export async function findHashes(
  tx: Transaction | Database,
  events: readonly { source: string; id: string }[],
): Promise<Map<string, Buffer>> {
  const rows = await tx.query<{ source: string; event_id: string; content_hash: Buffer }>(sql`
    select inbox.source, inbox.event_id, inbox.content_hash
    from unnest(
      ${events.map((event) => event.source)}::text[],
      ${events.map((event) => event.id)}::text[]
    ) as given (source, event_id)
    join ledger.inbox
      on inbox.log_id = ${logId} and inbox.source = given.source and inbox.event_id = given.event_id`);
  return new Map(rows.map((row) => [nameOf({ source: row.source, id: row.event_id }), row.content_hash]));
}

const columns = [
  'log_id',
  'source',
  'event_id',
  'content_hash',
  'entry',
  'event_uid',
  'type',
  'occurred_at',
  'subject_ref',
  'conversation_key',
  'link',
  'payload',
  'received_at',
  'seal',
];

/**
 * All of them, or a unique violation when somebody else has kept one meanwhile. Each is asked for when the one before
 * it was written, and not held any longer.
 */
export async function copyEvents(
  tx: Transaction,
  prepared: Iterable<PreparedEvent>,
  rx: number,
): Promise<void> {
  const pieces = copyPieces(prepared, (rows, event) => {
    rows.row(columns.length).int2(logId).text(event.source).text(event.id).raw(event.contentHash);
    rows.raw(event.entry).raw(event.uid).text(event.type).time(event.at).raw(event.subject.ref);
    if (event.conversationKey) rows.raw(event.conversationKey);
    else rows.null();
    rows.jsonb(event.link).raw(event.payload).time(rx).raw(event.rowSeal);
  });
  await tx.copyIn('ledger.inbox', columns, pieces, 'binary');
}

/** Those that nobody has kept; gives their names. Waits for others in one order, so that none waits for another. */
export async function insertEvents(
  tx: Transaction,
  prepared: readonly PreparedEvent[],
  rx: number,
): Promise<Set<string>> {
  const column = <T>(read: (row: PreparedEvent) => T): T[] => prepared.map(read);
  const inserted = await tx.query<{ source: string; event_id: string }>(sql`
    insert into ledger.inbox (
      inbox_id, source, event_id, content_hash, entry, event_uid, type, occurred_at, subject_ref,
      conversation_key, link, payload, seal, log_id, received_at
    )
    overriding system value
    select numbered.*, ${logId}, ${new Date(rx)}
    from (
      select nextval('ledger.inbox_inbox_id_seq'), given.*
      from unnest(
        ${column((row) => row.source)}::text[],
        ${column((row) => row.id)}::text[],
        ${column((row) => row.contentHash)}::bytea[],
        ${column((row) => row.entry)}::bytea[],
        ${column((row) => row.uid.toString('hex'))}::uuid[],
        ${column((row) => row.type)}::text[],
        ${column((row) => new Date(row.at))}::timestamptz[],
        ${column((row) => row.subject.ref)}::bytea[],
        ${column((row) => row.conversationKey)}::bytea[],
        ${column((row) => JSON.stringify(row.link))}::jsonb[],
        ${column((row) => row.payload)}::bytea[],
        ${column((row) => row.rowSeal)}::bytea[]
      ) as given (source, event_id)
    ) as numbered
    order by numbered.source, numbered.event_id
    on conflict (log_id, source, event_id) do nothing
    returning source, event_id`);
  return new Set(inserted.map((row) => nameOf({ source: row.source, id: row.event_id })));
}

export interface Refusal {
  event: Identified['event'];
  contentHash: Buffer;
  /** Of its leaf. */
  eventId: string;
  seal: Buffer;
}

export async function insertRefusals(
  tx: Transaction,
  refusals: readonly Refusal[],
  rx: number,
): Promise<void> {
  await tx.query(sql`
    insert into ledger.conflict (
      log_id, source, event_id, content_hash, event_id_of_refusal, seal, received_at
    )
    select ${logId}, given.*, ${new Date(rx)}
    from unnest(
      ${refusals.map(({ event }) => event.source)}::text[],
      ${refusals.map(({ event }) => event.id)}::text[],
      ${refusals.map((item) => item.contentHash)}::bytea[],
      ${refusals.map((item) => item.eventId)}::text[],
      ${refusals.map((item) => item.seal)}::bytea[]
    ) as given
    on conflict do nothing`);
}
