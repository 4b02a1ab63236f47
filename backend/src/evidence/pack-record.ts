import type { CloudEvent } from '../contract/events.js';
import { canonical } from '../ledger/canonical.js';
import { type Disclosed, discloseFields, discloseId, type Opened } from '../ledger/disclosure.js';
import type { EntryRecord } from '../ledger/entries.store.js';
import { type Entry, readEntry, wholePointer } from '../ledger/entry.js';
import { writeTlogProof } from './tlog-proof.js';

/** Whether a record's values are in the pack, and why not. */
export type Openness = 'open' | 'withheld' | 'erased';

/** One entry as it stands in a pack. */
export interface PackRecord {
  index: number;
  entry: Entry;
  /** The exact leaf bytes. */
  bytes: Buffer;
  leafHash: Buffer;
  openness: Openness;
  disclosed: readonly Disclosed[];
  event: CloudEvent | undefined;
  proof: string;
}

export function packRecord(
  row: EntryRecord,
  opened: Opened | undefined,
  path: readonly Buffer[],
  note: string,
): PackRecord {
  const entry = readEntry(row.entry);
  const openness = row.erased ? 'erased' : opened ? 'open' : 'withheld';
  return {
    index: row.leaf_index,
    entry,
    bytes: row.entry,
    leafHash: row.leaf_hash,
    openness,
    disclosed: opened ? [...discloseFields(entry, opened).values(), discloseId(opened)] : [],
    event: opened?.event,
    proof: writeTlogProof(row.leaf_index, path, note),
  };
}

/** Its three files, by name. */
export function filesOf(record: PackRecord): [string, Buffer][] {
  const { index, bytes, proof, disclosed } = record;
  const fields = disclosed.map(({ pointer, salt, value }) => ({
    pointer,
    salt: salt.toString('base64'),
    value,
  }));
  return [
    [`entries/${index}.json`, bytes],
    [`proofs/${index}.tlog-proof`, Buffer.from(proof)],
    [`disclosed/${index}.json`, Buffer.from(canonical(fields))],
  ];
}

/** The values to be read, without the whole event that repeats them. */
export const readableFields = ({ disclosed }: PackRecord): readonly Disclosed[] =>
  disclosed.filter(({ pointer }) => pointer !== wholePointer);
