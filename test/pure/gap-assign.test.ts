import { describe, expect, it } from 'vitest';
import { assign, centreOf, type GapModel, tellingTerms } from '../../backend/src/gaps/assign.js';
import type { Escalation } from '../../backend/src/gaps/escalation.js';
import { sampleEscalations } from '../support/sample-escalations.js';

const { escalations, needOf } = sampleEscalations(120);
const tells = tellingTerms(escalations);
const needs = [...new Set(needOf.values())];
const membersOf = (need: string) => escalations.filter((one) => needOf.get(one.handoffKey) === need);
const model: GapModel = {
  tells,
  centres: needs.flatMap((need) => centreOf(need, membersOf(need), tells) ?? []),
};

describe('a new escalation', () => {
  it('goes to the gap of its need', () => {
    const { escalations: fresh, needOf: truth } = sampleEscalations(80, 9);
    const assigned = assign(model, fresh);
    expect(assigned.length).toBeGreaterThan(60);
    for (const { handoffKey, gap } of assigned) expect(gap).toBe(truth.get(handoffKey));
  });

  it('waits for the next run when it is near to none, or says nothing', () => {
    const [one] = escalations as [Escalation];
    const strange = { ...one, text: 'purple elephants dance quietly' };
    expect(assign(model, [strange, { ...one, text: null }, { ...one, text: '' }])).toEqual([]);
  });

  it('that a rule handed over does not go to a gap in what the bot can do', () => {
    expect(
      assign(
        model,
        escalations.map((one) => ({ ...one, reason: 'policy_rule' })),
      ),
    ).toEqual([]);
  });
});

it('what only one person said stands in no centre', () => {
  const marked = escalations.map((one, i) =>
    i === 0 ? { ...one, text: `${one.text} zanzibarsecret` } : one,
  );
  const terms = tellingTerms(marked);
  expect(JSON.stringify([terms, centreOf('a', marked, terms)])).not.toContain('zanzibarsecret');
  expect(centreOf('a', [], terms)).toBeNull();
});
