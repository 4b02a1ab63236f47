import { describe, expect, it } from 'vitest';
import { foldConversation } from '../../backend/src/episodes/fold.js';
import { EventLog, minute } from '../support/event-log.js';

const asked = () =>
  new EventLog()
    .started(0)
    .customer(1)
    .escalated(2, { handoff_id: 'h-1', required_actions: [{ id: 'refund', kind: 'refund' }] })
    .accepted(3, 'h-1');
const about = { handoff_id: 'h-1', action_id: 'refund' } as const;
const said = { ...about, evidence: 'reviewer', result: 'incorrect', cause: 'agent_error' } as const;
const takenBack = { ...about, evidence: 'reviewer', result: 'unknown', withdrawn: true } as const;
const fold = (log: EventLog) => {
  const { actions, handoffs } = foldConversation(log.entries);
  return { action: actions[0], handoff: handoffs[0] };
};

describe('what a reviewer says', () => {
  it('is the result of an action that nobody had judged', () => {
    const { action, handoff } = fold(asked().acted(5000, said));
    expect(action).toMatchObject({ result: 'incorrect', cause: 'agent_error', evidence: 'reviewer' });
    expect(handoff).toMatchObject({ actions_required: 1, actions_correct: 0, actions_wrong: 1 });
  });

  it('holds until somebody speaks later, and a system that speaks later is believed', () => {
    const system = { ...about, evidence: 'system', result: 'correct' } as const;
    expect(fold(asked().acted(9, said).acted(10, system)).action).toMatchObject({
      result: 'correct',
      evidence: 'system',
      cause: null,
    });
    expect(fold(asked().acted(9, system).acted(10, said)).action).toMatchObject({
      result: 'incorrect',
      evidence: 'reviewer',
    });
  });

  it('counts by the time of what was said, not by the order of arrival', () => {
    const log = asked()
      .acted(10, said)
      .acted(9, { ...about, evidence: 'system', result: 'correct' });
    expect(fold(log).action).toMatchObject({ result: 'incorrect', evidence: 'reviewer' });
  });

  it('is not the time at which somebody acted', () => {
    expect(fold(asked().acted(5000, { ...said, result: 'correct' })).handoff?.first_action_at).toBeNull();
    const acted = asked()
      .acted(7, { ...about, evidence: 'api' })
      .acted(5000, { ...said, result: 'late' });
    expect(fold(acted).handoff?.first_action_at).toBe(minute(7));
  });
});

describe('what a reviewer takes back', () => {
  it('was never said', () => {
    const { action, handoff } = fold(asked().acted(9, said).acted(10, takenBack));
    expect(action).toEqual(fold(asked()).action);
    expect(handoff).toEqual(fold(asked()).handoff);
  });

  it('leaves what others said, before it and after it', () => {
    const api = { ...about, evidence: 'api', result: 'late' } as const;
    for (const log of [
      asked().acted(8, api).acted(9, said).acted(10, takenBack),
      asked().acted(8, said).acted(9, api).acted(10, takenBack),
      asked().acted(8, said).acted(9, takenBack).acted(10, api),
    ]) {
      expect(fold(log).action).toMatchObject({ result: 'late', evidence: 'api' });
    }
  });

  it('may be said again', () => {
    const log = asked()
      .acted(9, said)
      .acted(10, takenBack)
      .acted(11, { ...said, result: 'omitted' });
    expect(fold(log).action).toMatchObject({ result: 'omitted', recorded_at: minute(11) });
  });

  it('is one action’s, not another’s', () => {
    const other = { ...said, action_id: 'call' };
    const { actions } = foldConversation(asked().acted(8, other).acted(9, said).acted(10, takenBack).entries);
    expect(actions.map(({ result }) => result)).toEqual([null, 'incorrect']);
  });
});
