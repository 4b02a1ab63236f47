import type { DataOf } from '../contract/events.js';
import type { Duty } from './intent.js';
import type { Case, Script } from './script.js';

type Action = DataOf<'action.recorded'>;
type Cause = NonNullable<Action['cause']>;

/** What may make the human side go wrong. */
export interface Handicap {
  /** How much of the context arrived, 0 to 1. */
  fullness: number;
  transferred: boolean;
  slow: boolean;
}

const minute = 60_000;
const day = 1440 * minute;

/** Records what became of each duty of a handoff; says how many went wrong, and when the first was done. */
export function carryOut(
  script: Script,
  about: Case,
  handoff: { id: string; at: number; duties: readonly Duty[]; by: string },
  handicap: Handicap,
): { wrong: number; firstAt: number | undefined } {
  let wrong = 0;
  let firstAt: number | undefined;
  for (const [index, duty] of handoff.duties.entries()) {
    if (about.random.chance(0.13)) continue;
    const due = handoff.at + (duty.dueMinutes ?? 60) * minute;
    const result = resultOf(about, handicap);
    const at = recordedAt(about, script.at, due, result);
    const isBad = result === 'incorrect' || result === 'omitted' || result === 'late';
    const evidence =
      result === 'omitted' || about.random.chance(0.1)
        ? 'reviewer'
        : about.random.pick(['system', 'api'] as const);
    script.addAt(at, 'action.recorded', {
      handoff_id: handoff.id,
      action_id: `${handoff.id}-a${index + 1}`,
      kind: duty.kind,
      result,
      cause: isBad ? causeOf(about, handicap, result) : undefined,
      by: evidence === 'reviewer' ? 'quality-desk' : handoff.by,
      evidence,
    });
    if (isBad) wrong++;
    if (result !== 'omitted' && (firstAt === undefined || at < firstAt)) firstAt = at;
  }
  return { wrong, firstAt };
}

function resultOf(about: Case, handicap: Handicap): Action['result'] {
  let correct = 0.655 + 0.205 * handicap.fullness;
  if (handicap.transferred) correct -= 0.1;
  if (handicap.slow) correct -= 0.06;
  const { random } = about;
  if (random.chance(0.02)) return 'unknown';
  if (random.chance(correct)) return 'correct';
  return random.share({ incorrect: 0.36, omitted: 0.34, late: 0.3 });
}

/** In time for what was done in time, after it was due for what was late or never done. */
function recordedAt(about: Case, now: number, due: number, result: Action['result']): number {
  const { random } = about;
  const span = Math.max(due - now, 5 * minute);
  if (result === 'omitted') return Math.round(Math.max(due, now) + random.between(0.5, 4) * day);
  if (result === 'late') return Math.round(Math.max(due, now) + minute + random.exponential(0.6) * span);
  return Math.round(now + Math.min(random.lognormal(3 * minute, 1), span * random.between(0.1, 0.8)));
}

function causeOf(about: Case, handicap: Handicap, result: Action['result']): Cause {
  const { random } = about;
  if (handicap.transferred && random.chance(0.5)) return 'misrouted';
  if (result === 'omitted' && random.chance(0.2)) return 'customer_changed_mind';
  if (random.chance(1 - handicap.fullness)) return random.chance(0.75) ? 'context_missing' : 'context_wrong';
  return random.share({ agent_error: 0.42, compressed: 0.24, system_error: 0.22, context_wrong: 0.12 });
}
