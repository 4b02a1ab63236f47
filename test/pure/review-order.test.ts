import { describe, expect, it } from 'vitest';
import { findNeighbours } from '../../backend/src/gaps/neighbours.js';
import { seededRandom } from '../../backend/src/gaps/random.js';
import { calibrate } from '../../backend/src/review/calibrate.js';
import type { Example, QueueGap } from '../../backend/src/review/example.js';
import { orderExamples } from '../../backend/src/review/order.js';
import type { Queued } from '../../backend/src/review/queued.js';
import { gatherVotes, trusts } from '../../backend/src/review/votes.js';

const columns = 3;
const k = 8;

interface Placed extends Partial<Example> {
  /** Direction in the plane, in degrees. */
  at: number;
}

/** Examples of gap `g`, of which nothing is known but what is said, on a circle: those of near angles are alike. */
function placed(rows: readonly Placed[]) {
  const examples = rows.map(
    ({ at: _, ...more }, i): Example => ({
      handoffKey: `h${i}`,
      text: `text ${i}`,
      botIntent: null,
      failedCode: null,
      resolved: null,
      gap: 'g',
      centrality: 0.5,
      alsoIn: false,
      said: null,
      leftOut: null,
      ...more,
    }),
  );
  const units = Float32Array.from(
    rows.flatMap(({ at }) => [Math.cos((at * Math.PI) / 180), Math.sin((at * Math.PI) / 180), 0]),
  );
  return { examples, near: findNeighbours(units, columns, k) };
}

const gap: QueueGap = { id: 'g', intent: 'lost_card', known: true, priority: 10 };
const order = (rows: readonly Placed[], gaps: readonly QueueGap[] = [gap]): Queued[] => {
  const { examples, near } = placed(rows);
  return orderExamples(examples, new Map(gaps.map((one) => [one.id, one])), near);
};
const around = (centre: number, count: number, more: Partial<Example> = {}): Placed[] =>
  Array.from({ length: count }, (_, i) => ({ at: centre + i / 2, ...more }));
const reviewed = (intent: string | null, alone = false): Partial<Example> => ({ said: { intent, alone } });
const keys = (queued: readonly Queued[], kind: Queued['kind']) =>
  queued.filter((one) => one.kind === kind).map(({ handoffKey }) => handoffKey);

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

describe('what can be read at a glance', () => {
  /** Of three decided ones two are of a label, whatever is like them. */
  const decided = (count: number): Placed[] =>
    Array.from({ length: count }, (_, i) => ({
      at: i * 3,
      ...reviewed(i % 3 === 2 ? 'fee' : 'lost_card'),
    }));
  const open = (count: number): Placed[] => Array.from({ length: count }, (_, i) => ({ at: 12 + i * 6 }));
  const glances = (queued: readonly Queued[]) =>
    queued.filter(({ evidence }) => evidence.reasons.includes('glance'));

  it('needs less certainty: groups of at most eight, with how right neighbours were', () => {
    const found = glances(order([...decided(60), ...open(20)]));
    const pieces = [...new Set(found.map(({ core }) => core))].map((key) =>
      found.filter(({ core }) => core === key),
    );
    expect(found.length).toBeGreaterThan(8);
    for (const piece of pieces) {
      expect(piece.length).toBeGreaterThan(1);
      expect(piece.length).toBeLessThanOrEqual(8);
      const { agree = 0, of = 0 } = piece[0]?.evidence.purity ?? {};
      expect(agree / of).toBeGreaterThanOrEqual(0.6);
      expect(agree / of).toBeLessThan(0.95);
      expect(new Set(piece.map(({ evidence }) => evidence.label)).size).toBe(1);
    }
  });

  it('is asked only where enough was decided to tell how right neighbours are', () => {
    expect(glances(order([...decided(24), ...open(4)]))).toEqual([]);
  });

  it('is not asked where neighbours were wrong more often than not', () => {
    const random = seededRandom(5);
    const labels = ['lost_card', 'fee', 'stolen_card', 'limit'];
    const mixed = decided(60).map(({ at }) => ({
      at,
      ...reviewed(labels[Math.floor(random() * labels.length)] as string),
    }));
    expect(glances(order([...mixed, ...open(20)]))).toEqual([]);
  });

  it('takes what was left out of one label for what else its neighbours say', () => {
    const leftOut = open(8).map((one) => ({ ...one, leftOut: ['lost_card'] }));
    const labels = new Set(order([...decided(60), ...leftOut]).map(({ evidence }) => evidence.label));
    expect(labels).toContain('fee');
    expect(labels).not.toContain('lost_card');
  });

  it('are asked under the gap that stands for their label, wherever they are', () => {
    const f = { ...gap, id: 'f', intent: 'fee', priority: 1 };
    const elsewhere = open(8).map((one, i) => ({ ...one, gap: i < 4 ? 'f' : null }));
    const queued = glances(order([...decided(60), ...elsewhere], [gap, f])).filter(
      ({ evidence }) => evidence.label === 'lost_card',
    );
    expect(queued.length).toBeGreaterThan(1);
    expect(new Set(queued.map((one) => one.gap))).toEqual(new Set(['g']));
    const [none] = glances(order([...decided(60), ...elsewhere], [f])).filter(
      ({ evidence }) => evidence.label === 'lost_card',
    );
    expect(none?.gap).toBe('f');
  });

  it('hold notes of humans that neighbours contradict, where such notes proved right', () => {
    const noted = decided(60).map((one) => ({
      ...one,
      ...reviewed(one.said?.intent ?? null, true),
      resolved: one.said?.intent ?? null,
    }));
    const contradicted = open(6).map((one) => ({ ...one, resolved: 'fee' }));
    const queued = order([...noted, ...contradicted]);
    expect(keys(queued, 'suspect')).toEqual([]);
    expect(new Set(queued.map(({ evidence }) => evidence.label))).toEqual(new Set(['fee']));
  });

  it('is worth as many examples as it is expected to settle: more than one alone, less than it holds', () => {
    const queued = order([...decided(60), ...open(20), { at: 250 }]);
    const edge = queued.filter(({ kind }) => kind === 'edge').map(({ value }) => value);
    const [glance] = glances(queued);
    const size = queued.filter(({ core }) => core === glance?.core).length;
    expect(Math.max(...edge)).toBeLessThanOrEqual(1);
    expect(glance?.value).toBeGreaterThan(1);
    expect(glance?.value).toBeLessThan(size);
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

describe('how right neighbours are', () => {
  const limits = { usual: 0.55, floor: 0.3, ceiling: 0.65 };

  it('is told of those about as sure, and is never less of surer ones', () => {
    const random = seededRandom(9);
    const known = Array.from({ length: 600 }, () => random()).map((sure) => ({
      sure,
      isRight: random() < sure,
    }));
    const { around } = calibrate(known, limits);
    const shares = [0.1, 0.3, 0.5, 0.7, 0.9].map((sure) => {
      const { right, of } = around(sure) ?? { right: 0, of: 1 };
      return right / of;
    });
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    for (const [i, share] of shares.entries()) expect(Math.abs(share - (0.1 + i * 0.2))).toBeLessThan(0.15);
  });

  it('is not known while few are decided', () => {
    const few = Array.from({ length: 29 }, (_, i) => ({ sure: i / 29, isRight: true }));
    expect(calibrate(few, limits).around(0.5)).toBeNull();
    expect(calibrate([...few, { sure: 0.5, isRight: true }], limits).around(0.5)).toEqual({
      right: 30,
      of: 30,
    });
  });
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
