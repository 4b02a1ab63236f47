import { describe, expect, it } from 'vitest';
import { cholesky, logDeterminant, solveLower, solveUpper } from '../../backend/src/improvements/cholesky.js';
import { type Piece, stepsOf } from '../../backend/src/improvements/steps.js';
import { pieceStarts, stretchesOf } from '../../backend/src/improvements/stretches.js';
import { drifting, holding, rateCourse, seasonal, shareOfSteps } from '../support/rate-sites.js';

const pieces = (shares: readonly number[], episodes = 10_000): Piece[] =>
  shares.flatMap((share, releases) =>
    Array.from({ length: 6 }, (_, week) => ({
      at: releases * 6 + week + 0.5,
      episodes,
      escalated: Math.round(episodes * share),
      releases,
    })),
  );

describe('the factor of a covariance', () => {
  it('is that of the textbook, and solves', () => {
    // Golub & Van Loan, Matrix Computations, 4.2.
    const lower = cholesky([
      [4, 12, -16],
      [12, 37, -43],
      [-16, -43, 98],
    ]);
    expect(lower).toEqual([[2], [6, 1], [-8, 5, 3]]);
    expect(Math.exp(logDeterminant(lower))).toBeCloseTo(36, 8);
    const solved = solveUpper(lower, solveLower(lower, [0, 6, 39]));
    expect(4 * (solved[0] ?? 0) + 12 * (solved[1] ?? 0) - 16 * (solved[2] ?? 0)).toBeCloseTo(0, 8);
  });
});

describe('a step of the escalation rate at a release', () => {
  it('is what the rate did there, in the logarithm of its odds', () => {
    const { each, all } = stepsOf(pieces([0.4, 0.25, 0.2]));
    expect(each).toHaveLength(2);
    expect(each[0]?.change).toBeCloseTo(Math.log(0.25 / 0.75) - Math.log(0.4 / 0.6), 2);
    expect(each[0]?.since).toBeCloseTo(0.25, 3);
    expect(each[0]?.expected.value).toBeCloseTo(0.4, 2);
    expect(each[0]?.expected.low).toBeGreaterThan(0.25);
    expect(all?.change).toBeCloseTo((each[0]?.change ?? 0) + (each[1]?.change ?? 0), 10);
    expect(all?.variance).toBeGreaterThan(each[0]?.variance ?? 1);
  });

  it('is not told where too little is known of the time before, or nothing of the time since', () => {
    expect(stepsOf(pieces([0.4, 0.2]).slice(3)).each).toEqual([null]);
    expect(stepsOf(pieces([0.4])).all).toBeNull();
    expect(stepsOf([]).each).toEqual([]);
  });

  it('of two releases between which nothing was heard is one', () => {
    const since = pieces([0.4, 0.2]).slice(6);
    const { each } = stepsOf([...pieces([0.4]), ...since.map((one) => ({ ...one, releases: 2 }))]);
    expect(each[0]).toBeNull();
    expect(each[1]?.expected.low).toBeGreaterThan(0.2);
  });

  it.each([
    ['holds still', holding],
    ['has a season', seasonal],
    ['drifts', drifting],
  ])('that does nothing to a rate that %s is called an effect at most once in twenty', (_, site) => {
    const { first, all } = shareOfSteps({ ...site, weeks: 32 }, 60);
    expect(first).toBeLessThanOrEqual(0.05);
    expect(all).toBeLessThanOrEqual(0.05);
  });

  it('is found where releases bring something', () => {
    const steady = { ...seasonal, episodes: 1000, effect: -0.4 };
    expect(shareOfSteps(steady, 20)).toMatchObject({ all: expect.closeTo(1, 1) });
    expect(rateCourse(steady)).toHaveLength(steady.weeks);
  });
});

describe('releases', () => {
  const day = 86_400_000;

  it('within a week are one step', () => {
    const at = (days: number, version: string) => ({ at: days * day, version });
    expect(stretchesOf([at(0, 'a'), at(3, 'b'), at(7, 'c')])).toEqual([
      { at: 0, versions: ['a', 'b'] },
      { at: 7 * day, versions: ['c'] },
    ]);
  });

  it('begin their weeks anew, so that no week holds two bots', () => {
    expect(pieceStarts(0, 20 * day, [10 * day]).map((at) => at / day)).toEqual([0, 7, 10, 17]);
  });
});
