import type { z } from 'zod';
import type { caseAnswer } from '../contract/adjudication.js';
import type { handoffAnswer } from '../contract/handoffs.js';

type Handoff = z.output<typeof handoffAnswer>;
type Case = z.output<typeof caseAnswer>;
type Held = Pick<
  Case,
  'plan' | 'stratum' | 'probability' | 'drawNo' | 'pass' | 'handoff' | 'action' | 'heldUntil' | 'mine'
>;

/**
 * A handoff as somebody sees it who is to judge one of its actions. What others said of that action is taken away, and
 * all that would tell it: who knows an earlier judgement repeats it. Undefined when the handoff has no such action.
 */
export function caseOf(handoff: Handoff, held: Held): Case | undefined {
  const { actions: _actions, requiredActions, sentence: _sentence, callback: _callback, ...shown } = handoff;
  const { callbackReasons: _reasons, ...told } = shown;
  const judged = requiredActions.find(({ key }) => key === held.action);
  if (!judged) return undefined;
  const { key, id, kind, description, promised, dueAt } = judged;
  return {
    ...told,
    ...held,
    steps: handoff.steps.filter(({ type }) => type !== 'action.recorded'),
    judged: { key, id, kind, description, promised, dueAt },
    others: requiredActions.filter((action) => action.key !== held.action),
  };
}
