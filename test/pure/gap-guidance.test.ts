import { describe, expect, it } from 'vitest';
import { assign } from '../../backend/src/gaps/engine/assign.js';
import { findCommunities } from '../../backend/src/gaps/engine/communities.js';
import { type Discovery, discoverGaps } from '../../backend/src/gaps/engine/discover.js';
import { guessNeeds } from '../../backend/src/gaps/engine/known-needs.js';
import { decodeModel, encodeModel } from '../../backend/src/gaps/engine/model-bytes.js';
import { oddEscalations, sampleEscalations, shuffled } from '../support/sample-escalations.js';

const { escalations, needOf } = sampleEscalations(240);
const found = discoverGaps(escalations);
const model = decodeModel(found.model);

const gapOf = ({ gaps }: Discovery) =>
  new Map(gaps.flatMap((gap, i) => gap.members.map((member) => [member.handoffKey, i] as const)));
const keysOf = (need: string) =>
  escalations.map((one) => one.handoffKey).filter((key) => needOf.get(key) === need);

describe('what people decided holds in the next run', () => {
  const merged = [...keysOf('address').slice(0, 12), ...keysOf('mortgage').slice(0, 12)];
  const pins = new Map([
    ...merged.map((key) => [key, 'one'] as const),
    ...keysOf('refund').map((key, i) => [key, i % 2 === 0 ? 'even' : 'odd'] as const),
  ]);
  const decided = discoverGaps(escalations, { pins });
  const place = gapOf(decided);

  it('what was merged is one gap, however different its words', () => {
    expect(new Set(merged.map((key) => place.get(key))).size).toBe(1);
    expect(place.get(merged[0] ?? '')).toBeDefined();
  });

  it('what was split is two gaps, however alike its words', () => {
    const [even, odd] = ['even', 'odd'].map(
      (pin) =>
        new Set(
          keysOf('refund')
            .filter((key) => pins.get(key) === pin)
            .map((key) => place.get(key)),
        ),
    );
    expect([even?.size, odd?.size]).toEqual([1, 1]);
    expect([...(even ?? [])]).not.toEqual([...(odd ?? [])]);
  });

  it('whatever order the escalations come in', () => {
    expect(discoverGaps(shuffled(escalations, 4), { pins })).toEqual(decided);
  });

  it('what was taken out of a gap is not in it again', () => {
    const [outcast = ''] = keysOf('router').slice(5);
    const router = new Map(
      keysOf('router')
        .slice(0, 5)
        .map((key) => [key, 'router'] as const),
    );
    const without = { pins: router, rejected: new Map([[outcast, ['router']]]) };
    const gaps = gapOf(discoverGaps(escalations, without));
    expect(gaps.get(outcast)).not.toBe(gaps.get(keysOf('router')[0] ?? ''));
  });
});

describe('communities of a graph', () => {
  const pair = (pins: number[], start = [-1, -1]) =>
    findCommunities(
      {
        nodes: 2,
        starts: Uint32Array.from([0, 1, 2]),
        ends: Int32Array.from([1, 0]),
        weights: Float64Array.from([1, 1]),
        loops: new Float64Array(2),
      },
      0.5,
      { pins: Int32Array.from(pins), start: Int32Array.from(start) },
    );

  it('keeps two pins apart though an edge joins them, and joins them without', () => {
    expect([...pair([0, 1])]).toEqual([0, 1]);
    expect([...pair([-1, -1])]).toEqual([0, 0]);
    expect([...pair([3, -1])]).toEqual([0, 0]);
  });

  it('begins with what is known before', () => {
    expect([...pair([-1, -1], [7, 7])]).toEqual([0, 0]);
  });
});

describe('the known need that a row is like', () => {
  const rows = Float32Array.from(
    [
      [1, 0, 0],
      [1, 0.1, 0],
      [1, 0, 0.1],
      [0, 1, 0],
      [0.1, 1, 0],
      [0, 1, 0.1],
      [1, 0.05, 0],
      [0, 0, 1],
    ].flat(),
  );
  const known = Int32Array.from([0, 0, 0, 1, 1, 1, -1, -1]);

  it('is that of the labelled rows near to it, and none far from all', () => {
    expect([...(guessNeeds(rows, 3, known)?.need ?? [])]).toEqual([0, 0, 0, 1, 1, 1, 0, -1]);
  });

  it('is not asked for where nothing is known', () => {
    expect(guessNeeds(rows, 3, new Int32Array(8).fill(-1))).toBeUndefined();
  });
});

describe('escalations that arrive after a run', () => {
  const place = gapOf(found);

  it('are put where the run put the same words', () => {
    const known = escalations.filter(({ handoffKey }) => place.has(handoffKey));
    const agreeing = assign(model, known).filter(
      ({ handoffKey, gaps }) => gaps[0]?.gap === place.get(handoffKey),
    );
    expect(agreeing.length / known.length).toBeGreaterThan(0.9);
  });

  it('are put into gaps of their need, in words that the run has not seen', () => {
    const fresh = sampleEscalations(120, 77);
    const needOfGap = found.gaps.map(({ members }) => needOf.get(members[0]?.handoffKey ?? ''));
    const assigned = assign(model, fresh.escalations).filter(({ gaps }) => gaps.length > 0);
    expect(assigned.length).toBeGreaterThan(80);
    const right = assigned.filter(
      ({ handoffKey, gaps }) => needOfGap[gaps[0]?.gap ?? -1] === fresh.needOf.get(handoffKey),
    );
    expect(right.length / assigned.length).toBeGreaterThan(0.9);
  });

  it('stay in none when they are unlike every gap', () => {
    expect(assign(model, oddEscalations(20, 5000)).flatMap(({ gaps }) => gaps)).toEqual([]);
  });

  it('each get the same answer alone and among others', () => {
    const some = escalations.slice(0, 12);
    expect(some.flatMap((one) => assign(model, [one]))).toEqual(assign(model, some));
  });

  it('find a model that went through bytes to be the same', () => {
    expect(Buffer.compare(encodeModel(model), found.model)).toBe(0);
    expect(() => decodeModel(found.model.subarray(0, found.model.length - 9))).toThrow(RangeError);
  });
});

describe('vectors of an embedder', () => {
  it('part what the words alone do not tell apart', () => {
    const same = escalations.slice(0, 80).map((one, i) => ({
      ...one,
      text: `please help me with this ${['now', 'today', 'soon', 'again'][i % 4]} ${['thanks', 'hello', 'really', 'quickly'][(i >> 2) % 4]}`,
    }));
    const dense = new Map(
      same.map(({ handoffKey }, i) => [
        handoffKey,
        Float32Array.from([i % 8 < 4 ? 1 : 0, i % 8 < 4 ? 0 : 1, 0.1 * (i % 3)]),
      ]),
    );
    const sideOf = new Map(same.map(({ handoffKey }, i) => [handoffKey, i % 8 < 4]));
    const pure = ({ gaps }: Discovery) =>
      gaps.every(({ members }) => new Set(members.map((member) => sideOf.get(member.handoffKey))).size === 1);
    expect(pure(discoverGaps(same, { dense, leastSize: 2 }))).toBe(true);
    expect(pure(discoverGaps(same, { leastSize: 2 }))).toBe(false);
  });
});

describe('more escalations than are compared each with each', () => {
  it('are assigned to the gaps of a sample', () => {
    const sampled = discoverGaps(escalations, { sample: 120 });
    const inGaps = sampled.gaps.reduce((sum, gap) => sum + gap.members.length, 0);
    expect(inGaps + sampled.noise).toBe(escalations.length);
    expect(inGaps).toBeGreaterThan(200);
    const mixed = sampled.gaps.filter(
      ({ members }) => new Set(members.map((member) => needOf.get(member.handoffKey))).size > 2,
    );
    expect(mixed).toEqual([]);
    expect(discoverGaps(shuffled(escalations, 9), { sample: 120 })).toEqual(sampled);
  });
});
