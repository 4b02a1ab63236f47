import { Injectable } from '@nestjs/common';
import { Problem } from '../contract/problem.js';
import type { AnswerOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { commitmentOf } from './commitment.js';
import { DataKeys } from './data-keys.store.js';
import { discloseFields, type Opened, openRecord } from './disclosure.js';
import { EntriesStore, type EntryRow } from './entries.store.js';
import { type Entry, readEntry } from './entry.js';
import type { Link } from './ledger-event.js';
import { TreeStore } from './tree.store.js';

type Answer = AnswerOf<typeof routes.ledgerEntry>;

/** One entry as an auditor reads it: open fields, commitments, what they open to, and the proof. */
@Injectable()
export class EntriesService {
  constructor(
    private readonly entries: EntriesStore,
    private readonly tree: TreeStore,
    private readonly keys: DataKeys,
  ) {}

  async get(index: number): Promise<Answer> {
    const record = await this.entries.get(index);
    if (!record) throw new Problem('not_found', { detail: `The ledger has no entry ${index}.` });
    const entry = readEntry(record.entry);
    const opened = openRecord(record, this.keys);
    return {
      ...summariseEntry(record),
      entry: record.entry.toString('utf8'),
      open: { ...entry.pub },
      fields: fieldsOf(entry, opened),
      conversationId: opened?.event.subject ?? null,
      inclusion: await this.inclusion(index),
    };
  }

  /** Pseudonyms of what an entry is about. */
  async linkOf(index: number): Promise<Link> {
    return (await this.entries.link(index)) ?? {};
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

function fieldsOf(entry: Entry, opened: Opened | undefined): Answer['fields'] {
  const disclosed = opened && discloseFields(entry, opened);
  return Object.entries(entry.c).map(([pointer, commitment]) => {
    const field = disclosed?.get(pointer);
    if (!field) return { pointer, commitment, salt: null, value: null, matches: null, withheld: [] };
    return {
      pointer,
      commitment,
      salt: field.salt.toString('base64'),
      value: JSON.parse(field.value) as unknown,
      matches: commitmentOf(field.salt, pointer, field.value) === commitment,
      withheld: [],
    };
  });
}

/** A row of the list. */
export function summariseEntry(row: EntryRow) {
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
