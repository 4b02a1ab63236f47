import { describe, expect, it } from 'vitest';
import { cohensKappa } from '../../backend/src/adjudication/agreement.js';
import { cochranArmitage, complementaryError } from '../../backend/src/adjudication/trend-test.js';

/** A square table of two readers as pairs. */
function pairsOf(table: readonly (readonly number[])[]): [string, string][] {
  return table.flatMap((row, i) =>
    row.flatMap((count, j) => Array.from({ length: count }, (): [string, string] => [`${i}`, `${j}`])),
  );
}

describe('Cohen’s kappa', () => {
  it('is that of the two dermatologists in the handbook of SAS', () => {
    // SAS/STAT User's Guide, PROC FREQ, example “Cohen's kappa coefficient”: 0.3449, ASE 0.0724, 0.2030 to 0.4868.
    const found = cohensKappa(
      pairsOf([
        [10, 4, 1, 0],
        [5, 10, 12, 2],
        [2, 4, 12, 5],
        [0, 2, 6, 13],
      ]),
    );
    expect(found?.kappa).toBeCloseTo(0.3449, 4);
    expect(found?.standardError).toBeCloseTo(0.0724, 4);
    expect(found?.low).toBeCloseTo(0.203, 3);
    expect(found?.high).toBeCloseTo(0.4868, 4);
  });

  it('is one for readers who always agree, none where there is nothing to agree about', () => {
    expect(
      cohensKappa(
        pairsOf([
          [5, 0],
          [0, 7],
        ]),
      ),
    ).toMatchObject({ kappa: 1, low: 1, high: 1 });
    expect(cohensKappa(pairsOf([[5]]))).toBeNull();
    expect(cohensKappa([])).toBeNull();
  });

  it('is zero at chance and negative below it', () => {
    expect(
      cohensKappa(
        pairsOf([
          [25, 25],
          [25, 25],
        ]),
      )?.kappa,
    ).toBeCloseTo(0, 12);
    expect(
      cohensKappa(
        pairsOf([
          [0, 5],
          [5, 0],
        ]),
      )?.kappa,
    ).toBeCloseTo(-1, 12);
  });
});

describe('the Cochran–Armitage test', () => {
  it('is that of infant malformation and alcohol in Agresti', () => {
    // Categorical Data Analysis (2002), table 3.7: chi-squared of the trend 6.57, P = 0.010.
    const doses = [
      { score: 0, events: 48, total: 17_114 },
      { score: 0.5, events: 38, total: 14_502 },
      { score: 1.5, events: 5, total: 793 },
      { score: 4, events: 1, total: 127 },
      { score: 7, events: 1, total: 38 },
    ];
    const found = cochranArmitage(doses);
    expect((found?.z ?? 0) ** 2).toBeCloseTo(6.57, 2);
    expect(found?.p).toBeCloseTo(0.0104, 4);
  });

  it('is that of pain and dose in the handbook of SAS', () => {
    // SAS/STAT User's Guide, PROC FREQ, example “Cochran-Armitage trend test”: |Z| 4.7918.
    const doses = [
      [6, 32],
      [7, 33],
      [9, 32],
      [14, 32],
      [23, 32],
    ].map(([events = 0, total = 0], score) => ({ score, events, total }));
    expect(cochranArmitage(doses)?.z).toBeCloseTo(4.7918, 4);
  });

  it('has the sign of the trend and does not care where the scores begin', () => {
    const doses = [1, 2, 3].map((score) => ({ score, events: score * 5, total: 40 }));
    const [rising, falling] = [doses, doses.map((dose) => ({ ...dose, score: -dose.score }))].map(
      cochranArmitage,
    );
    expect(rising?.z).toBeGreaterThan(0);
    expect(falling?.z).toBeCloseTo(-(rising?.z ?? 0), 12);
    const moved = cochranArmitage(doses.map((dose) => ({ ...dose, score: dose.score * 10 + 3 })));
    expect(moved?.z).toBeCloseTo(rising?.z ?? 0, 12);
  });

  it('is silent where there is nothing to compare', () => {
    expect(cochranArmitage([])).toBeNull();
    expect(cochranArmitage([{ score: 1, events: 2, total: 9 }])).toBeNull();
    expect(cochranArmitage([1, 2].map((score) => ({ score, events: 0, total: 9 })))).toBeNull();
  });

  it('knows the normal distribution', () => {
    expect(complementaryError(0)).toBeCloseTo(1, 6);
    expect(complementaryError(1.959963984540054 / Math.SQRT2)).toBeCloseTo(0.05, 7);
    expect(complementaryError(3)).toBeCloseTo(2.209e-5, 8);
  });
});
