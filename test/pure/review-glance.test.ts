import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../backend/src/gaps/engine/random.js';
import { calibrate } from '../../backend/src/review/calibrate.js';
import type { Queued } from '../../backend/src/review/queued.js';
import { gap, keys, order, type Placed, reviewed } from '../support/placed-examples.js';

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

  it('is not asked where neighbours were hardly ever right', () => {
    const random = seededRandom(5);
    const labels = Array.from({ length: 12 }, (_, i) => `need_${i}`);
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
    // Another of a label of which forty are decided teaches a fifth of what the first did.
    const teaches = 10 / (10 + 40);
    expect(Math.max(...edge)).toBeLessThanOrEqual(1);
    expect(glance?.value).toBeGreaterThan(teaches);
    expect(glance?.value).toBeLessThan(teaches * size);
  });
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
