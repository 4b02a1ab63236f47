import { ApiProblem, call } from '../../../lib/api';
import { count } from '../../../lib/format';
import type { Note } from './check-note';
import type { ServedProof } from './compare-checkpoints';

/** Asks the log for the proof between two checkpoints. That it knows no such size is an answer, not a failure. */
export async function fetchConsistency(
  log: string,
  pair: readonly [Note, Note],
  signal?: AbortSignal,
): Promise<ServedProof> {
  const [first, second] = pair.map(({ size }) => size).sort((a, b) => a - b) as [number, number];
  // Nothing has to be asked: one size has one root, or there are two logs behind one name; an empty log is no past.
  if (first === second || first === 0) return { state: 'served', hashes: [], root: pair[0].root };
  try {
    const query = { first, second };
    const proof = await call('GET /log/:log/proof/consistency', { params: { log }, query }, signal);
    return { state: 'served', ...proof };
  } catch (error) {
    if (!(error instanceof ApiProblem) || ![400, 404, 422].includes(error.status)) throw error;
    const detail = `The log gives no proof from ${count(first)} to ${count(second)} entries: ${error.message}`;
    return { state: 'unknown', detail };
  }
}
