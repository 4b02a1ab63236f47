import fc from 'fast-check';
import { expect, test } from 'vitest';
import { logRank } from '../../backend/src/metrics/log-rank.js';
import { countTimes, kaplanMeier, quantile } from '../../backend/src/metrics/survival.js';

const read = (text: string) =>
  countTimes(text.split(' ').map((one) => ({ time: Number.parseInt(one, 10), event: !one.endsWith('+') })));

/** Weeks in remission; `+` is censored. Freireich et al., Blood 21 (1963) 699–716. */
const treated = read('6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+');
const placebo = read('1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23');

/** Days lived by cell type; `+` is censored. Kalbfleisch & Prentice (2002), data set I: the Veterans' lung cancer trial. */
const veterans = {
  squamous:
    '1 1 8 10 11 15 25+ 25 30 33 42 44 72 82 87+ 100+ 110 111 112 118 126 144 201 228 231+ 242 ' +
    '283 314 357 389 411 467 587 991 999',
  smallcell:
    '2 4 7 7 8 10 13 13 16 18 18 20 20 21 21 22 24 25 25 27 29 30 31 51 51 52 54 54 56 59 61 63 ' +
    '80 87 95 97+ 99 99 103+ 117 122 123+ 139 151 153 287 384 392',
  adeno: '3 7 8 8 12 18 19 24 31 35 36 45 48 51 52 73 80 83+ 84 90 92 95 117 132 140 162 186',
  large:
    '12 15 19 43 49 52 53 100 103 105 111 133 143 156 162 164 177 182+ 200 216 231 250 260 278 ' +
    '340 378 553',
};

test('the log-rank statistic of the leukaemia data is the published one', () => {
  // Kleinbaum & Klein, Survival Analysis (2012) 69: 16.79; expected 19.25 and 10.75.
  const found = logRank([treated, placebo]);
  expect(found?.statistic).toBeCloseTo(16.79, 2);
  expect(found?.df).toBe(1);
  expect(found?.p).toBeCloseTo(0.00004, 5);
  expect(found?.groups.map(({ observed }) => observed)).toEqual([9, 21]);
  expect(found?.groups[0]?.expected).toBeCloseTo(19.25, 2);
  expect(found?.groups[1]?.expected).toBeCloseTo(10.75, 2);
});

test('the log-rank statistic of four groups is the published one', () => {
  // R's survdiff(Surv(time, status) ~ celltype, veteran): 25.4 on 3 degrees of freedom.
  const found = logRank(Object.values(veterans).map(read));
  expect(found?.statistic).toBeCloseTo(25.4, 1);
  expect(found?.df).toBe(3);
  expect(found?.groups.map(({ observed }) => observed)).toEqual([31, 45, 26, 26]);
  expect(found?.groups.map(({ expected }) => Number(expected.toFixed(1)))).toEqual([47.7, 30.1, 15.7, 34.5]);
});

test('the median of the placebo group is 8 weeks, 4 to 11', () => {
  // As R's survfit(conf.type = "log-log") gives it: Brookmeyer & Crowley, Biometrics 38 (1982) 29–41.
  expect(quantile(kaplanMeier(placebo), 0.5)).toEqual({ time: 8, low: 4, high: 11 });
});

const sample = fc
  .array(fc.record({ time: fc.integer({ min: 1, max: 20 }), event: fc.boolean() }), { maxLength: 40 })
  .map(countTimes);

test('it does not matter which group comes first, or in which units time is told', () => {
  fc.assert(
    fc.property(fc.array(sample, { minLength: 2, maxLength: 4 }), (groups) => {
      const found = logRank(groups);
      const turned = logRank([...groups].reverse());
      const scaled = logRank(groups.map((rows) => rows.map((row) => ({ ...row, time: row.time * 60 }))));
      if (!found || !turned || !scaled) return found === null && turned === null && scaled === null;
      expect(turned.statistic).toBeCloseTo(found.statistic, 6);
      expect(scaled.statistic).toBeCloseTo(found.statistic, 6);
      const sum = (part: 'observed' | 'expected') =>
        found.groups.reduce((all, group) => all + group[part], 0);
      expect(sum('observed')).toBeCloseTo(sum('expected'), 6);
      return found.p >= 0 && found.p <= 1;
    }),
  );
});

test('nothing can tell groups apart that never meet the event together', () => {
  expect(logRank([treated])).toBeNull();
  expect(logRank([treated, []])).toBeNull();
  expect(logRank([read('5+ 6+'), read('7+ 8+')])).toBeNull();
});
