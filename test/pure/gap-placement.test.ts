import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../backend/src/gaps/engine/random.js';
import { type PlacingDecision, placementOf, withdrawnBy } from '../../backend/src/gaps/placement.js';
import { shuffled } from '../support/sample-escalations.js';

let clock = 0;
const decide = (
  kind: string,
  gap: string,
  { members = [], ...more }: Partial<PlacingDecision> = {},
): PlacingDecision => {
  clock += 1;
  const uid = `u${String(clock).padStart(5, '0')}`;
  const blank = { otherGap: null, otherMembers: [], withdraws: null };
  return { uid, type: `gap.${kind}`, at: clock, gap, members, ...blank, ...more };
};
const merge = (gap: string, otherGap: string, members: string[] = []) =>
  decide('merged', gap, { otherGap, members });

describe('what people decided about who belongs where', () => {
  it('keeps a merged gap merged, whatever is found in it', () => {
    const { redirects, place } = placementOf([merge('a', 'b', ['h1'])]);
    expect([...redirects]).toEqual([['a', 'b']]);
    expect(place('h2', ['a'])).toEqual(['b']);
    // Found elsewhere by now, but it stood for the gap that was merged.
    expect(place('h1', ['c'])).toEqual(['b']);
  });

  it('follows merges one after another, also back to where they began', () => {
    const there = [merge('a', 'b'), merge('b', 'c')];
    expect([...placementOf(there).redirects].sort()).toEqual([
      ['a', 'c'],
      ['b', 'c'],
    ]);
    expect([...placementOf([merge('a', 'b'), merge('b', 'a')]).redirects]).toEqual([['b', 'a']]);
  });

  it('keeps what was split off, what was moved and what was judged where people put it', () => {
    const { place } = placementOf([
      decide('split', 'a', { otherGap: 'n', members: ['h1', 'h2'] }),
      decide('moved', 'c', { members: ['h2'] }),
      decide('accepted', 'a', { members: ['h3'] }),
      decide('rejected', 'a', { members: ['h4'] }),
    ]);
    expect(place('h1', ['a'])).toEqual(['n']);
    expect(place('h1', ['x'])).toEqual(['n']);
    expect(place('h2', ['a'])).toEqual(['c']);
    expect(place('h3', [])).toEqual(['a']);
    expect(place('h4', ['a', 'x'])).toEqual(['x']);
  });

  it('leaves the other gaps of an escalation with several needs alone', () => {
    const { place } = placementOf([decide('moved', 'c', { otherGap: 'a', members: ['h'] })]);
    expect(place('h', ['a', 'x'])).toEqual(['c', 'x']);
  });

  it('takes decisions back, and what took them back', () => {
    const made = merge('a', 'b');
    const undo = decide('undone', 'a', { withdraws: made.uid });
    const redo = decide('undone', 'a', { withdraws: undo.uid });
    expect(placementOf([made, undo]).redirects.size).toBe(0);
    expect(placementOf([made, undo, redo]).redirects.get('a')).toBe('b');
    expect([...withdrawnBy([made, undo, redo])]).toEqual([undo.uid]);
  });

  it('does not wait for ever for decisions that take each other back', () => {
    const one = decide('undone', 'a');
    const other = decide('undone', 'a', { withdraws: one.uid });
    expect(() => withdrawnBy([{ ...one, withdraws: other.uid }, other])).not.toThrow();
  });
});

function randomDecisions(random: () => number, count: number): PlacingDecision[] {
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
  const gaps = ['a', 'b', 'c', 'd'];
  const handoffs = ['h1', 'h2', 'h3', 'h4', 'h5'];
  const made: PlacingDecision[] = [];
  for (let i = 0; i < count; i++) {
    const kind = pick(['merged', 'split', 'moved', 'accepted', 'rejected', 'undone']);
    const gap = pick(gaps);
    const otherGap = kind === 'split' ? `n${i}` : pick(gaps.filter((other) => other !== gap));
    if (kind === 'undone') {
      if (made.length > 0) made.push(decide(kind, gap, { withdraws: pick(made).uid }));
      continue;
    }
    const single = kind === 'accepted' || kind === 'rejected';
    const members = handoffs.filter(() => random() < 0.4);
    made.push(decide(kind, gap, { otherGap: single ? null : otherGap, members }));
    if (kind === 'split') gaps.push(otherGap);
  }
  return made;
}

describe('300 random histories of decisions', () => {
  it('mean the same in every order of arrival, and merges treat named and unnamed handoffs alike', () => {
    const random = seededRandom(7);
    for (let round = 0; round < 300; round++) {
      const history = randomDecisions(random, 14);
      const one = placementOf(history);
      const other = placementOf(shuffled(history, round + 1));
      expect([...other.redirects].sort()).toEqual([...one.redirects].sort());
      expect([...other.named].sort()).toEqual([...one.named].sort());
      expect([...other.targets].sort()).toEqual([...one.targets].sort());
      for (const handoff of ['h1', 'h2', 'h3', 'h4', 'h5', 'nobody']) {
        for (const found of [[], ['a'], ['b'], ['c', 'd']])
          expect(other.place(handoff, found)).toEqual(one.place(handoff, found));
      }
      for (const gap of ['a', 'b', 'c', 'd'])
        expect(one.place('nobody', [gap])).toEqual([one.redirects.get(gap) ?? gap]);
    }
  });

  it('are as if they had not been once everything is taken back', () => {
    const random = seededRandom(8);
    for (let round = 0; round < 100; round++) {
      const history = randomDecisions(random, 8).filter((made) => made.withdraws === null);
      const undone = history.map(({ uid }) => decide('undone', 'a', { withdraws: uid }));
      const { redirects, named, targets } = placementOf([...history, ...undone]);
      expect([redirects.size, named.size, targets.size]).toEqual([0, 0, 0]);
    }
  });
});
