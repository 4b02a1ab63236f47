import type { Answer } from '../../../lib/api';
import { count } from '../../../lib/format';
import { concat, sameHash, utf8 } from './bytes';
import { noteNames, readNote } from './check-note';
import { ownKeyStep, signatureStep } from './signature-step';
import {
  hexDump,
  type StepPart,
  summarise,
  type Verification,
  type VerifiedStep,
} from './verification-steps';
import { type InclusionCheck, leafHashOf, verifyInclusion } from './verify-proof';

export type ProvedEntry = Pick<
  Answer<'GET /api/ledger/entries/:index'>,
  'index' | 'entry' | 'leafHash' | 'inclusion'
>;
export interface EntryVerification extends Verification {
  inclusion: InclusionCheck | null;
}
export interface Trust {
  /** The keys that the log states; each is tried. */
  vkeys: readonly string[];
  /** A key that the auditor has from elsewhere. */
  ownKey?: string;
  /** Leaf hash that was handed out when the event was taken. */
  receipt?: string;
}

/**
 * Everything that can be checked about one entry without trusting the server's own verdict: its bytes give the
 * leaf hash (the one of the receipt, where there is one), the path leads to the root, a checkpoint with the log's
 * key names that root.
 */
export async function verifyEntry(entry: ProvedEntry, trust: Trust): Promise<EntryVerification> {
  const computed = await leafHashOf(entry.entry);
  const leaf = leafStep(entry, computed, trust.receipt);
  if (!entry.inclusion) return { ...summarise([leaf, unsealed]), inclusion: null };
  const { inclusion } = entry;
  // The path must start from the hash computed here, not from one that the server states.
  const path = await verifyInclusion({ ...inclusion, index: entry.index, leafHash: computed });
  const note = readNote(inclusion.note);
  const named = note !== null && inclusion.index === entry.index && noteNames(note, inclusion);
  const steps: VerifiedStep[] = [
    leaf,
    {
      name: 'path',
      result: path.ok ? 'ok' : 'failed',
      detail: path.ok
        ? `${path.steps.length} hashes lead from leaf ${inclusion.index} to the root of ${count(inclusion.size)} entries`
        : `Refused: ${path.reason}`,
      parts: pathParts(computed, path),
    },
    {
      name: 'checkpoint',
      result: named ? 'ok' : 'failed',
      detail: named
        ? `The checkpoint of ${note.origin} names this root at ${count(inclusion.size)} entries`
        : 'The checkpoint names another tree',
      parts: [
        { name: 'Checkpoint', text: inclusion.note },
        { name: 'Root that the path leads to', text: path.root ?? 'none' },
      ],
    },
    await signatureStep('signature', note, trust.vkeys),
  ];
  if (trust.ownKey) steps.push(await ownKeyStep(note, trust.ownKey));
  return { ...summarise(steps), inclusion: path };
}

function leafStep({ entry, leafHash }: ProvedEntry, computed: string, receipt?: string): VerifiedStep {
  const parts: StepPart[] = [
    { name: 'Hashed bytes: 00, then the entry', text: hexDump(concat(Uint8Array.of(0), utf8(entry))) },
    { name: 'SHA-256 computed here', text: computed },
    { name: 'Leaf hash that the ledger states', text: leafHash },
  ];
  if (receipt !== undefined) parts.push({ name: 'Leaf hash of the receipt', text: receipt });
  const step = (result: 'ok' | 'failed', detail: string): VerifiedStep => ({
    name: 'leaf',
    result,
    detail,
    parts,
  });
  if (!sameHash(computed, leafHash))
    return step('failed', 'The bytes give another hash than the ledger states');
  if (receipt !== undefined && !sameHash(computed, receipt))
    return step('failed', 'The bytes give another hash than the receipt states');
  return step('ok', `SHA-256 of the entry’s bytes is ${computed}`);
}

function pathParts(leaf: string, path: InclusionCheck): StepPart[] {
  const nodes = [leaf, ...path.steps.map(({ node }) => node)];
  return path.steps.map(({ sibling, side, node }, i) => {
    const [left, right] = side === 'left' ? [sibling, nodes[i]] : [nodes[i], sibling];
    return { name: `Level ${i + 1}`, text: `H(01 ‖ ${left}\n     ‖ ${right})\n   = ${node}` };
  });
}

const unsealed: VerifiedStep = {
  name: 'path',
  result: 'waiting',
  detail: 'No checkpoint covers this entry yet; one is signed within seconds',
  parts: [],
};
