import { type Bytes, hashFrom, nodeHash, sameBytes, toBase64 } from './bytes';

export interface ConsistencyClaim {
  first: number;
  second: number;
  /** base64, as all hashes here. */
  firstRoot: string;
  secondRoot: string;
  hashes: readonly string[];
}
/** One hash of the proof, and the nodes that it gives: of the older tree where it belongs to it, of the newer always. */
export interface ConsistencyStep {
  sibling: string;
  /** Where the sibling stands. */
  side: 'left' | 'right';
  older: string | null;
  newer: string;
}
export interface ConsistencyCheck {
  ok: boolean;
  /** Why it was refused. */
  reason: string | null;
  /** The node that both trees share and the climb begins with; null when nothing was climbed. */
  start: string | null;
  steps: ConsistencyStep[];
}

const halve = (value: number): number => Math.floor(value / 2);
const isSize = (value: number): boolean => Number.isSafeInteger(value) && value >= 1;

/**
 * Whether the tree of `first` entries is a prefix of the tree of `second` (RFC 9162, section 2.1.4.2). Size 0 is
 * refused: every tree would be consistent with it.
 */
export async function verifyConsistency(claim: ConsistencyClaim): Promise<ConsistencyCheck> {
  const refuse = (reason: string): ConsistencyCheck => ({ ok: false, reason, start: null, steps: [] });
  const { first, second } = claim;
  if (!isSize(first) || !isSize(second)) return refuse('a size is not a whole number above 0');
  if (first > second) return refuse('the older checkpoint is the larger one');
  const [firstRoot, secondRoot, ...hashes] = [claim.firstRoot, claim.secondRoot, ...claim.hashes].map(
    hashFrom,
  );
  if (!firstRoot || !secondRoot || hashes.some((hash) => hash === null))
    return refuse('a hash is not 32 bytes');
  if (first === second) {
    if (hashes.length > 0) return refuse('equal sizes need no hashes, some were given');
    return sameBytes(firstRoot, secondRoot)
      ? { ok: true, reason: null, start: null, steps: [] }
      : refuse('two different roots for one size: the log was forked');
  }
  return climb(first, second, [firstRoot, secondRoot], hashes as Bytes[]);
}

async function climb(
  first: number,
  second: number,
  [firstRoot, secondRoot]: [Bytes, Bytes],
  hashes: readonly Bytes[],
): Promise<ConsistencyCheck> {
  // A full tree of 2^k entries is itself the node that both share: the proof leaves it out.
  const isPower = 2 ** Math.round(Math.log2(first)) === first;
  const [start, ...path] = isPower ? [firstRoot, ...hashes] : hashes;
  if (!start) return { ok: false, reason: 'the proof is empty', start: null, steps: [] };
  const steps: ConsistencyStep[] = [];
  const done = (reason: string | null) => ({ ok: reason === null, reason, start: toBase64(start), steps });
  let [position, last] = [first - 1, second - 1];
  while (position % 2 === 1) [position, last] = [halve(position), halve(last)];
  let [older, newer] = [start, start];
  for (const sibling of path) {
    if (last === 0) return done('the proof has hashes left over');
    if (position % 2 === 1 || position === last) {
      [older, newer] = await Promise.all([nodeHash(sibling, older), nodeHash(sibling, newer)]);
      steps.push({
        sibling: toBase64(sibling),
        side: 'left',
        older: toBase64(older),
        newer: toBase64(newer),
      });
      while (position % 2 === 0 && position !== 0) [position, last] = [halve(position), halve(last)];
    } else {
      newer = await nodeHash(newer, sibling);
      steps.push({ sibling: toBase64(sibling), side: 'right', older: null, newer: toBase64(newer) });
    }
    [position, last] = [halve(position), halve(last)];
  }
  if (last !== 0) return done('the proof ends before the root');
  if (!sameBytes(older, firstRoot)) return done('it does not lead to the older root');
  return done(sameBytes(newer, secondRoot) ? null : 'it does not lead to the newer root');
}
