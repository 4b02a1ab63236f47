import { count } from '../../../lib/format';
import { sameHash } from './bytes';
import type { Note } from './check-note';
import { ownKeyStep, signatureStep } from './signature-step';
import { type StepPart, summarise, type Verification, type VerifiedStep } from './verification-steps';
import { type ConsistencyCheck, verifyConsistency } from './verify-consistency';
import type { Trust } from './verify-entry';

/** What the log answered when it was asked for the proof between two sizes. */
export type ServedProof =
  | { state: 'served'; hashes: readonly string[]; firstRoot?: string; root: string }
  /** It does not know one of the sizes. */
  | { state: 'unknown'; detail: string };

export interface Comparison extends Verification {
  /** What a contradiction proves and what to do with it; null when there is none. */
  evidence: string | null;
}

/**
 * Whether two checkpoints, in whichever order, belong to one history: both signed by the log, and the larger tree
 * begins with the smaller one.
 */
export async function compareCheckpoints(
  pair: readonly [Note, Note],
  served: ServedProof,
  trust: Trust,
): Promise<Comparison> {
  const [one, other] = pair;
  const [older, newer] = one.size <= other.size ? [one, other] : [other, one];
  const [olderStep, newerStep, history] = await Promise.all([
    signatureStep('older', older, trust.vkeys),
    signatureStep('newer', newer, trust.vkeys),
    historyStep(older, newer, served),
  ]);
  const steps = [named(olderStep, older), named(newerStep, newer), history];
  if (trust.ownKey) steps.splice(2, 0, await ownKeyStep(newer, trust.ownKey));
  const isSigned = olderStep.result === 'ok' && newerStep.result === 'ok';
  return {
    ...summarise(steps),
    evidence: history.result !== 'failed' ? null : evidenceOf(served, older, newer, isSigned),
  };
}

function named(step: VerifiedStep, { size }: Note): VerifiedStep {
  return { ...step, detail: `${count(size)} entries. ${step.detail}` };
}

/** RFC 9162 has no proof from size 0, and nothing would be proved by one. */
const emptyOlder: VerifiedStep = {
  name: 'history',
  result: 'unsupported',
  detail: 'A checkpoint of an empty log is continued by every log: there is nothing to compare',
  parts: [],
};

async function historyStep(older: Note, newer: Note, served: ServedProof): Promise<VerifiedStep> {
  const fail = (detail: string, parts: StepPart[] = []): VerifiedStep => ({
    name: 'history',
    result: 'failed',
    detail,
    parts,
  });
  if (older.origin !== newer.origin) return fail(`Two logs: ${older.origin} and ${newer.origin}`);
  if (older.size === 0) return emptyOlder;
  if (served.state === 'unknown') return fail(served.detail);
  const check = await verifyConsistency({
    first: older.size,
    second: newer.size,
    firstRoot: older.root,
    secondRoot: newer.root,
    hashes: served.hashes,
  });
  if (!check.ok) return fail(`Refused: ${check.reason}`, historyParts(older, newer, check));
  const detail =
    older.size === newer.size
      ? `Both name the same root at ${count(older.size)} entries`
      : `The first ${count(older.size)} of ${count(newer.size)} entries are the same, byte for byte: ${served.hashes.length} hashes show it`;
  return { name: 'history', result: 'ok', detail, parts: historyParts(older, newer, check) };
}

function historyParts(older: Note, newer: Note, check: ConsistencyCheck): StepPart[] {
  const start = check.start === null ? [] : [{ name: 'Node that both trees share', text: check.start }];
  let [before, after] = [check.start, check.start];
  const hops = check.steps.map((step, i): StepPart => {
    const hash = (node: string | null) =>
      step.side === 'left'
        ? `H(01 ‖ ${step.sibling}\n     ‖ ${node})`
        : `H(01 ‖ ${node}\n     ‖ ${step.sibling})`;
    const newerLine = `newer: ${hash(after)}\n   = ${step.newer}`;
    const text = step.older === null ? newerLine : `older: ${hash(before)}\n   = ${step.older}\n${newerLine}`;
    [before, after] = [step.older ?? before, step.newer];
    return { name: `Step ${i + 1}`, text };
  });
  return [
    ...start,
    ...hops,
    { name: `Root of the older checkpoint, ${count(older.size)} entries`, text: older.root },
    { name: `Root of the newer checkpoint, ${count(newer.size)} entries`, text: newer.root },
  ];
}

function evidenceOf(served: ServedProof, older: Note, newer: Note, isSigned: boolean): string {
  const keep = isSigned
    ? 'The log’s own key signed both. Keep them where nobody here can change them: they are evidence.'
    : 'Keep them: they are evidence once it is known whose key signed them.';
  if (older.origin !== newer.origin) return `These checkpoints are of two different logs. ${keep}`;
  if (served.state === 'unknown') return `This log does not know one of these sizes. ${keep}`;
  if (older.size === newer.size) return `Two different roots for one size: the log was forked. ${keep}`;
  const isKnown = (note: Note, root: string | undefined) => root === undefined || sameHash(note.root, root);
  if (!isKnown(older, served.firstRoot) || !isKnown(newer, served.root))
    return `This log does not know that root at that size. ${keep}`;
  return `The proof that the log gave does not hold. ${keep}`;
}
