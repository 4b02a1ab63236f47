import { Injectable } from '@nestjs/common';
import { Problem } from '../contract/problem.js';
import type { AnswerOf, QueryOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { canonical } from './canonical.js';
import type { EventSecret } from './commitment.js';
import { DataKeys } from './data-keys.store.js';
import { EntriesStore, type EntryRecord, type EntryRow } from './entries.store.js';
import { fieldsOf, readEntry } from './entry.js';
import { finest } from './fields.js';
import { Keyring } from './keyring.js';
import type { Link } from './ledger-event.js';
import { conversationPseudonym } from './seal.js';
import { StoredEvent, uidBytes } from './stored-event.js';
import { TreeStore } from './tree.store.js';

type Answer = AnswerOf<typeof routes.ledgerEntry>;

/** Entries as an auditor reads them: open fields, commitments, what they open to, and the proof. */
@Injectable()
export class EntriesService {
  constructor(
    private readonly entries: EntriesStore,
    private readonly tree: TreeStore,
    private readonly keys: DataKeys,
    private readonly keyring: Keyring,
  ) {}

  async list(query: QueryOf<typeof routes.ledgerEntries>): Promise<AnswerOf<typeof routes.ledgerEntries>> {
    const rows = await this.entries.list(query, await this.pseudonymsOf(query));
    const items = rows.slice(0, query.limit);
    const next = rows.length > query.limit ? (items.at(-1)?.leaf_index ?? null) : null;
    const { entries } = await this.entries.counts();
    return { items: items.map(summarise), next, size: entries };
  }

  /** A conversation's pseudonym is its source's own: without a source, each is tried. */
  private async pseudonymsOf({ conversation, source }: QueryOf<typeof routes.ledgerEntries>) {
    if (!conversation) return undefined;
    const sources = source ? [source] : await this.entries.sources();
    return sources.map((name) =>
      Buffer.from(conversationPseudonym(this.keyring, name, conversation), 'base64url'),
    );
  }

  async get(index: number): Promise<Answer> {
    const record = await this.entries.get(index);
    if (!record) throw new Problem('not_found', { detail: `The ledger has no entry ${index}.` });
    const entry = readEntry(record.entry);
    const opened = this.open(record);
    return {
      ...summarise(record),
      entry: record.entry.toString('utf8'),
      open: { ...entry.pub },
      fields: this.fields(entry.c, opened),
      conversationId: opened?.event.subject ?? null,
      inclusion: await this.inclusion(index),
    };
  }

  /** Pseudonyms of what an entry is about. */
  async linkOf(index: number): Promise<Link> {
    return (await this.entries.link(index)) ?? {};
  }

  private open(record: EntryRecord) {
    const { event } = new StoredEvent(record, this.keys);
    if (!event || !record.wrapped_key || !record.subject_ref) return undefined;
    const secret = this.keys
      .open(record.wrapped_key, record.subject_ref)
      .forEvent(uidBytes(record.event_uid));
    return { event, secret };
  }

  private fields(
    commitments: Record<string, string>,
    opened: { event: NonNullable<StoredEvent['event']>; secret: EventSecret } | undefined,
  ): Answer['fields'] {
    const values = new Map<string, string>();
    // Coarser commitments stand for their members: every depth's fields are looked up by pointer.
    for (let depth = 0; opened && depth <= finest; depth += 1) {
      for (const { pointer, value } of fieldsOf(opened.event, canonical(opened.event), depth)) {
        values.set(pointer, value);
      }
    }
    return Object.entries(commitments).map(([pointer, commitment]) => {
      const value = values.get(pointer);
      if (!opened || value === undefined) {
        return { pointer, commitment, salt: null, value: null, matches: null, withheld: [] };
      }
      return {
        pointer,
        commitment,
        salt: opened.secret.salt(pointer).toString('base64'),
        value: JSON.parse(value) as unknown,
        matches: opened.secret.commit(pointer, value) === commitment,
        withheld: [],
      };
    });
  }

  private async inclusion(index: number): Promise<Answer['inclusion']> {
    const checkpoint = await this.entries.checkpoint();
    if (!checkpoint || checkpoint.size <= index) return null;
    const hashes = await this.tree.inclusion(index, checkpoint.size);
    return {
      index,
      size: checkpoint.size,
      hashes: hashes.map((hash) => hash.toString('base64')),
      root: checkpoint.root.toString('base64'),
      note: checkpoint.note,
    };
  }
}

function summarise(row: EntryRow) {
  return {
    index: row.leaf_index,
    type: row.type,
    source: row.source,
    at: row.occurred_at.toISOString(),
    receivedAt: row.received_at.toISOString(),
    leafHash: row.leaf_hash.toString('base64'),
    erased: row.erased,
  };
}
