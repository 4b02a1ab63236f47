import type { TlogProof } from './read-tlog-proof';
import { type EntryVerification, type Trust, verifyEntry } from './verify-entry';
import { leafHashOf } from './verify-proof';

/** Checks a proof file against the bytes of the entry that it is said to be for. Needs no server. */
export async function checkTlogProof(
  { index, hashes, note, checkpoint }: TlogProof,
  entry: string,
  trust: Trust,
): Promise<EntryVerification> {
  const inclusion = { index, size: note.size, hashes, root: note.root, note: checkpoint };
  return verifyEntry({ index, entry, leafHash: await leafHashOf(entry), inclusion }, trust);
}
