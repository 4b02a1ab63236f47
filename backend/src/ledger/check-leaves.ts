import { type Checking, checkLeaf, type StoredLeaf } from './check-leaf.js';
import { hashBytes } from './merkle.js';

/** What checking adjacent stored leaves gave; small enough to be handed from thread to thread. */
export interface CheckedLeaves {
  indices: Float64Array<ArrayBuffer>;
  /** 32 bytes each: the hash of the entry as it is stored, else the leaf's. */
  hashes: Uint8Array<ArrayBuffer>;
  opened: number;
  erased: number;
  problems: { index: number; what: string }[];
}

export function checkLeaves(leaves: readonly StoredLeaf[], checking: Checking): CheckedLeaves {
  const checked: CheckedLeaves = {
    indices: new Float64Array(leaves.length),
    hashes: new Uint8Array(leaves.length * hashBytes),
    opened: 0,
    erased: 0,
    problems: [],
  };
  leaves.forEach((leaf, i) => {
    const { hash, opened, erased, problem } = checkLeaf(leaf, checking);
    checked.indices[i] = leaf.leaf_index;
    checked.hashes.set(hash ?? leaf.leaf_hash, i * hashBytes);
    if (opened) checked.opened += 1;
    if (erased) checked.erased += 1;
    if (problem) checked.problems.push({ index: leaf.leaf_index, what: problem });
  });
  return checked;
}

/** One after the other. */
export function joinChecked(parts: readonly CheckedLeaves[]): CheckedLeaves {
  const count = parts.reduce((sum, { indices }) => sum + indices.length, 0);
  const joined: CheckedLeaves = {
    indices: new Float64Array(count),
    hashes: new Uint8Array(count * hashBytes),
    opened: 0,
    erased: 0,
    problems: [],
  };
  let at = 0;
  for (const part of parts) {
    joined.indices.set(part.indices, at);
    joined.hashes.set(part.hashes, at * hashBytes);
    joined.opened += part.opened;
    joined.erased += part.erased;
    joined.problems.push(...part.problems);
    at += part.indices.length;
  }
  return joined;
}
