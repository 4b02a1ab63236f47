import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../backend/src/gaps/engine/random.js';
import { calibrate } from '../../backend/src/review/calibrate.js';
import { gatherVotes, trusts } from '../../backend/src/review/votes.js';
import { around, gap, keys, order, type Placed, placed, reviewed } from '../support/placed-examples.js';

describe('what neighbours say', () => {
  const { examples, near } = placed(around(0, 3));
  const votesOf = (labels: readonly (string | null)[], trust: number) =>
    gatherVotes(
      near,
      labels.map((label) => ({ label, trust })),
    );

  it('leaves out what the example itself is said to be', () => {
    const [first] = votesOf(['own', 'other', 'other'], trusts.reviewed);
    expect(first?.shares).toEqual([{ label: 'other', share: 1 }]);
    expect(first?.evidence).toBeCloseTo(2, 1);
    expect(examples).toHaveLength(3);
  });

  it('hears a guess only where nobody knows', () => {
    const voters = [
      { label: null, trust: 0 },
      { label: 'guessed', trust: trusts.guessed },
      { label: 'known', trust: trusts.reviewed },
    ];
    expect(gatherVotes(near, voters)[0]?.shares).toEqual([{ label: 'known', share: 1 }]);
    const guesses = votesOf([null, 'guessed', 'guessed'], trusts.guessed);
    expect(guesses[0]).toMatchObject({ shares: [{ label: 'guessed', share: 1 }], evidence: 0 });
  });
});

describe('the core', () => {
  it('is what its neighbours agree in, without those whose own human said otherwise', () => {
    const rows = [
      ...around(0, 5, reviewed('lost_card')),
      ...around(1, 4),
      ...around(1.2, 1, { resolved: 'stolen_card' }),
      ...around(1.3, 1, { resolved: 'lost_card' }),
      ...around(1.4, 1, { leftOut: ['lost_card'] }),
      ...around(1.5, 1, { alsoIn: true }),
    ];
    const queued = order(rows);
    expect(keys(queued, 'core').sort()).toEqual(['h10', 'h5', 'h6', 'h7', 'h8']);
    expect(queued.find(({ kind }) => kind === 'core')?.evidence).toMatchObject({ label: 'lost_card' });
    expect(keys(queued, 'suspect')).toEqual(['h9']);
  });

  it('is one for each label that a gap seems to have', () => {
    const rows = [
      ...around(0, 4, reviewed('lost_card')),
      ...around(90, 4, reviewed('stolen_card')),
      ...around(2, 3),
      ...around(92, 3),
    ];
    const cores = order(rows).filter(({ kind }) => kind === 'core');
    expect([...new Set(cores.map(({ core }) => core))]).toHaveLength(2);
    expect(new Set(cores.map(({ evidence }) => evidence.label))).toEqual(
      new Set(['lost_card', 'stolen_card']),
    );
  });

  it('is a group in which each is like each other where nobody has said anything, and says so', () => {
    const unknown = { ...gap, intent: 'card_lost', known: false };
    const queued = order([...around(0, 4), { at: 120 }, { at: 240 }], [unknown]);
    expect(keys(queued, 'core').sort()).toEqual(['h0', 'h1', 'h2', 'h3']);
    expect(queued.find(({ kind }) => kind === 'core')?.evidence.reasons).toContain('unnamed');
    expect(keys(queued, 'edge').sort()).toEqual(['h4', 'h5']);
  });

  it('comes first where the gap costs most, and leads with the surest', () => {
    const rows = [
      ...around(0, 4, reviewed('lost_card')),
      ...around(2, 4),
      ...around(90, 4, { ...reviewed('fee'), gap: 'f' }),
      ...around(92, 4, { gap: 'f' }),
    ];
    const cores = order(rows, [gap, { ...gap, id: 'f', intent: 'fee', priority: 1 }]).filter(
      ({ kind, place }) => kind === 'core' && place === 0,
    );
    const [g, f] = ['g', 'f'].map((id) => cores.find((one) => one.gap === id)?.value ?? 0) as [
      number,
      number,
    ];
    expect(g).toBeGreaterThan(f);
  });
});

describe('what is asked first', () => {
  it('is what teaches most: a label that few examples are known of', () => {
    const f = { ...gap, id: 'f', intent: 'fee' };
    const rows = [
      ...around(0, 24, reviewed('lost_card')),
      ...around(1, 4),
      ...around(90, 4, { ...reviewed('fee'), gap: 'f' }),
      ...around(91, 4, { gap: 'f' }),
    ];
    const worthOf = (label: string) =>
      order(rows, [gap, f]).find(({ kind, evidence }) => kind === 'core' && evidence.label === label)
        ?.value ?? 0;
    expect(worthOf('fee')).toBeGreaterThan(1.5 * worthOf('lost_card'));
  });
});

describe('the edge', () => {
  it('begins with what nobody knows, and does not ask the same twice in a row', () => {
    const rows = [
      ...around(0, 4, reviewed('lost_card')),
      ...around(40, 3, reviewed('stolen_card')),
      { at: 20 },
      { at: 20.1 },
      { at: 20.2 },
      { at: 200 },
    ];
    const edge = order(rows).filter(({ kind }) => kind === 'edge');
    const ranked = [...edge].sort((a, b) => b.value - a.value).map(({ handoffKey }) => handoffKey);
    const alike = ['h7', 'h8', 'h9'];
    expect(ranked).toHaveLength(4);
    expect(alike).toContain(ranked[0]);
    expect(ranked[1]).toBe('h10');
    expect(edge.find(({ handoffKey }) => handoffKey === 'h10')?.evidence.reasons).toContain('far');
    expect(edge.find(({ handoffKey }) => handoffKey === 'h7')?.evidence.reasons).toContain('between');
  });

  it('asks what is in no gap under the nearest', () => {
    const queued = order([...around(0, 3, reviewed('lost_card')), { at: 60, gap: null }]);
    expect(queued.find(({ handoffKey }) => handoffKey === 'h3')).toMatchObject({ kind: 'edge', gap: 'g' });
  });
});

describe('suspected labels', () => {
  const rows = (alone: boolean) => [
    ...around(0, 6, reviewed('lost_card')),
    ...around(1.25, 1, reviewed('fee', alone)),
    ...around(90, 6, reviewed('fee')),
  ];

  it('are those that what is like them contradicts', () => {
    const [found, ...others] = order(rows(false)).filter(({ kind }) => kind === 'suspect');
    expect(others).toEqual([]);
    expect(found).toMatchObject({ handoffKey: 'h6', evidence: { label: 'fee', reasons: ['contradicted'] } });
  });

  it('are not asked again once somebody looked at one alone', () => {
    expect(keys(order(rows(true)), 'suspect')).toEqual([]);
  });
});

it('asks each example at most once, whatever is known', () => {
  const random = seededRandom(3);
  const labels = ['a', 'b', 'c'];
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  for (let round = 0; round < 60; round++) {
    const rows = Array.from(
      { length: 40 },
      (): Placed => ({
        at: random() * 360,
        gap: pick(['g', 'f', null]),
        resolved: pick([null, ...labels]),
        said: pick([null, null, null, { intent: pick([null, ...labels]), alone: random() < 0.5 }]),
        alsoIn: random() < 0.1,
        leftOut: pick([null, null, null, [], ['a'], ['a', 'b']]),
      }),
    );
    const queued = order(rows, [gap, { ...gap, id: 'f', intent: 'b' }]);
    expect(new Set(queued.map(({ handoffKey }) => handoffKey)).size).toBe(queued.length);
    const decided = new Set(rows.flatMap(({ said }, i) => (said ? [`h${i}`] : [])));
    const asked = queued.filter(({ kind, handoffKey }) => kind !== 'suspect' && decided.has(handoffKey));
    expect(asked).toEqual([]);
  }
});

describe('where a core begins', () => {
  const limits = { usual: 0.55, floor: 0.3, ceiling: 0.65 };
  const known = (count: number, wrongBelow: number) =>
    Array.from({ length: count }, (_, i) => ({ sure: i / count, isRight: i / count >= wrongBelow }));

  it('is the usual while too few are decided', () => {
    expect(calibrate(known(10, 0), limits).least).toBe(0.55);
  });

  it('is where neighbours were right in 95 of 100 that were as sure', () => {
    const { least, record } = calibrate(known(200, 0.5), limits);
    expect(least).toBeGreaterThan(0.45);
    expect(least).toBeLessThan(0.5);
    expect(record(0.5)).toEqual({ right: 100, of: 100 });
  });

  it('is no lower than the floor and no higher than the ceiling', () => {
    expect(calibrate(known(200, 0), limits).least).toBe(0.3);
    expect(calibrate(known(200, 1), limits).least).toBe(0.65);
  });
});
