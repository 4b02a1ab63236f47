import type { Answer } from '../../lib/api';
import { count } from '../../lib/format';
import { fromBase64, sameBytes } from './bytes';
import { checkSignature, noteNames, readNote, type SignatureCheck } from './check-note';
import { type InclusionCheck, leafHashOf, verifyInclusion } from './verify-proof';

type Entry = Pick<Answer<'GET /api/ledger/entries/:index'>, 'index' | 'entry' | 'leafHash' | 'inclusion'>;

export type StepResult = 'ok' | 'failed' | 'unsupported' | 'waiting';
export interface VerifiedStep {
  name: 'leaf' | 'path' | 'checkpoint' | 'signature';
  result: StepResult;
  /** What was compared, in words. */
  detail: string;
}
export interface EntryVerification {
  ok: boolean;
  /** Nothing contradicts, but something could not be checked: no checkpoint yet, or no Ed25519 in this browser. */
  partial: boolean;
  steps: VerifiedStep[];
  inclusion: InclusionCheck | null;
}

/**
 * Everything that can be checked about one entry without trusting the server's own verdict: its bytes give the
 * leaf hash (the one of the receipt, where there is one), the path leads to the root, a checkpoint with the log's
 * key names that root.
 */
export async function verifyEntry(entry: Entry, vkey: string, receipt?: string): Promise<EntryVerification> {
  const computed = await leafHashOf(entry.entry);
  const leaf = leafStep(computed, entry.leafHash, receipt);
  if (!entry.inclusion) return summary([leaf, ...unsealed], null);
  const { inclusion } = entry;
  // The path must start from the hash computed here, not from one that the server states.
  const path = await verifyInclusion({ ...inclusion, index: entry.index, leafHash: computed });
  const note = readNote(inclusion.note);
  const named = note !== null && inclusion.index === entry.index && noteNames(note, inclusion);
  const signature = note ? await checkSignature(note, vkey) : 'invalid';
  return summary(
    [
      leaf,
      {
        name: 'path',
        result: path.ok ? 'ok' : 'failed',
        detail: path.ok
          ? `${path.steps.length} hashes lead from leaf ${inclusion.index} to the root of ${count(inclusion.size)} entries`
          : `Refused: ${path.reason}`,
      },
      {
        name: 'checkpoint',
        result: named ? 'ok' : 'failed',
        detail: named
          ? `The checkpoint of ${note.origin} names this root at ${count(inclusion.size)} entries`
          : 'The checkpoint names another tree',
      },
      signatureSteps[signature],
    ],
    path,
  );
}

function leafStep(computed: string, stated: string, receipt: string | undefined): VerifiedStep {
  if (!sameHash(computed, stated))
    return { name: 'leaf', result: 'failed', detail: 'The bytes give another hash than the ledger states' };
  if (receipt !== undefined && !sameHash(computed, receipt))
    return { name: 'leaf', result: 'failed', detail: 'The bytes give another hash than the receipt states' };
  return { name: 'leaf', result: 'ok', detail: `SHA-256 of the entry’s bytes is ${computed}` };
}

const unsealed: VerifiedStep[] = [
  {
    name: 'path',
    result: 'waiting',
    detail: 'No checkpoint covers this entry yet; one is signed within seconds',
  },
];

const signatureSteps: Record<SignatureCheck, VerifiedStep> = {
  valid: { name: 'signature', result: 'ok', detail: 'Ed25519 signature by the log’s key' },
  invalid: { name: 'signature', result: 'failed', detail: 'The signature is not by the log’s key' },
  unsupported: {
    name: 'signature',
    result: 'unsupported',
    detail: 'This browser cannot check Ed25519; everything else was checked',
  },
};

function summary(steps: VerifiedStep[], inclusion: InclusionCheck | null): EntryVerification {
  return {
    ok: steps.every((step) => step.result === 'ok'),
    partial: steps.every((step) => step.result !== 'failed') && steps.some((step) => step.result !== 'ok'),
    steps,
    inclusion,
  };
}

function sameHash(a: string, b: string): boolean {
  try {
    return sameBytes(fromBase64(a), fromBase64(b));
  } catch {
    return false;
  }
}
