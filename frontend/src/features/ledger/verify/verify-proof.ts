import { type Bytes, concat, hashFrom, nodeHash, sameBytes, sha256, toBase64, utf8 } from './bytes';

/** One step of an inclusion proof: the node so far and its sibling give the next node up. All base64. */
export interface ProofStep {
  sibling: string;
  /** Where the sibling stands. */
  side: 'left' | 'right';
  node: string;
}
export interface InclusionCheck {
  ok: boolean;
  /** Why it was refused. */
  reason: string | null;
  steps: ProofStep[];
  /** The root that the proof leads to; null where it leads nowhere. */
  root: string | null;
}
export interface InclusionClaim {
  index: number;
  size: number;
  /** base64 */
  leafHash: string;
  hashes: readonly string[];
  root: string;
}

/** `H(0x00 ‖ entry)` over the entry's UTF-8 bytes, base64. */
export async function leafHashOf(entry: string): Promise<string> {
  return toBase64(await sha256(concat(Uint8Array.of(0), utf8(entry))));
}

/** Follows an inclusion proof from leaf to root (RFC 9162, section 2.1.3.2). */
export async function verifyInclusion(claim: InclusionClaim): Promise<InclusionCheck> {
  const refuse = (reason: string, steps: ProofStep[] = []): InclusionCheck => ({
    ok: false,
    reason,
    steps,
    root: steps.at(-1)?.node ?? null,
  });
  if (!Number.isSafeInteger(claim.index) || !Number.isSafeInteger(claim.size) || claim.index < 0)
    return refuse('the position is not a whole number');
  if (claim.index >= claim.size) return refuse('the position lies outside the tree');
  const [leaf, root, ...hashes] = [claim.leafHash, claim.root, ...claim.hashes].map(hashFrom);
  if (!leaf || !root || hashes.some((hash) => hash === null)) return refuse('a hash is not 32 bytes');
  const sides = pathSides(claim.index, claim.size);
  if (sides.length !== hashes.length)
    return refuse(`the path must have ${sides.length} hashes, it has ${hashes.length}`);
  const { steps, node } = await climb(leaf, sides, hashes as Bytes[]);
  return sameBytes(node, root)
    ? { ok: true, reason: null, steps, root: toBase64(node) }
    : { ...refuse('the path leads to another root', steps), root: toBase64(node) };
}

async function climb(
  leaf: Bytes,
  sides: readonly ProofStep['side'][],
  hashes: readonly Bytes[],
): Promise<{ steps: ProofStep[]; node: Bytes }> {
  const steps: ProofStep[] = [];
  let node = leaf;
  for (const [i, sibling] of hashes.entries()) {
    const side = sides[i] ?? 'right';
    node = await (side === 'left' ? nodeHash(sibling, node) : nodeHash(node, sibling));
    steps.push({ sibling: toBase64(sibling), side, node: toBase64(node) });
  }
  return { steps, node };
}

/**
 * On which side each sibling stands, from the leaf up. At the right edge of an uneven tree a node without a
 * sibling moves up unhashed. Division instead of shifts: indices may exceed 32 bits.
 */
function pathSides(index: number, size: number): ProofStep['side'][] {
  const sides: ProofStep['side'][] = [];
  let [node, last] = [index, size - 1];
  while (last > 0) {
    if (node % 2 === 1) sides.push('left');
    else if (node < last) sides.push('right');
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  return sides;
}
