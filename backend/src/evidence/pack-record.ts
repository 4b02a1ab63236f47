import { scopesNotCovered } from '../episodes/consent.js';
import { canonical } from '../ledger/canonical.js';
import { type Disclosed, discloseFields, discloseId, type Opened } from '../ledger/disclosure.js';
import type { EntryRecord } from '../ledger/entries.store.js';
import { type Entry, idPointer, readEntry, wholePointer } from '../ledger/entry.js';
import { writeTlogProof } from '../ledger/tlog-proof.js';

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
  /** Scopes without consent, and the pointers of the values that were left out for it. */
  without: readonly string[];
  leftOut: readonly string[];
  proof: string;
}

interface Material {
  /** Undefined: its values stay out of the pack. */
  opened: Opened | undefined;
  /** What consent covers; null: everything. */
  scopes: readonly string[] | null;
  /** From the leaf to the root that the note signs. */
  path: readonly Buffer[];
  note: string;
}

export function packRecord(row: EntryRecord, { opened, scopes, path, note }: Material): PackRecord {
  const entry = readEntry(row.entry);
  const openness = row.erased ? 'erased' : opened ? 'open' : 'withheld';
  return {
    index: row.leaf_index,
    entry,
    bytes: row.entry,
    leafHash: row.leaf_hash,
    openness,
    ...(opened ? allowed([...discloseFields(entry, opened).values(), discloseId(opened)], scopes) : nothing),
    proof: writeTlogProof({ index: row.leaf_index, hashes: path, checkpoint: note }),
  };
}

const nothing = { disclosed: [], without: [], leftOut: [] };

/** The fields that consent covers, and the scopes that it does not. */
function allowed(
  fields: readonly Disclosed[],
  scopes: readonly string[] | null,
): Pick<PackRecord, 'disclosed' | 'without' | 'leftOut'> {
  const without = new Set<string>();
  const leftOut: string[] = [];
  const disclosed = fields.filter(({ pointer, value }) => {
    if (pointer === idPointer) return true;
    const missing = scopesNotCovered(pointer, JSON.parse(value), scopes);
    for (const scope of missing) without.add(scope);
    if (missing.length > 0) leftOut.push(pointer);
    return missing.length === 0;
  });
  return { disclosed, without: [...without].sort(), leftOut };
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
