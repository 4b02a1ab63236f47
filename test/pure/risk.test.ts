import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { questionNames } from '../../backend/src/contract/risk.js';
import { differenceOf, othersOf, shareOf, zAmong } from '../../backend/src/detectors/share.js';
import { herfindahl } from '../../backend/src/risk/concentration.js';
import { type Compared, compareShares, judgeGuard } from '../../backend/src/risk/guard.js';
import { beginsAt, dispersionOf, Hours, lossesOf, slotOfWeek } from '../../backend/src/risk/outage.js';
import { predictCount } from '../../backend/src/risk/predict.js';
import { answerAll, judge, overall, type Surroundings } from '../../backend/src/risk/readiness.js';

describe('published values', () => {
  it('Newcombe (1998), table II (a): 56/70 against 48/80', () => {
    const difference = differenceOf(shareOf(56, 70), shareOf(48, 80));
    expect(difference?.value).toBeCloseTo(0.2, 10);
    expect(difference?.low).toBeCloseTo(0.0524, 4);
    expect(difference?.high).toBeCloseTo(0.3339, 4);
  });

  it('several intervals are right together: 1 − 0.05 / 5 each', () => {
    expect(zAmong(1)).toBeCloseTo(1.959964, 6);
    expect(zAmong(5)).toBeCloseTo(2.575829, 6);
  });

  it('Herfindahl of 30, 30, 20 and 20 %: 2,600 (Horizontal Merger Guidelines, US DoJ & FTC, section 5.3)', () => {
    expect(herfindahl([30, 30, 20, 20])).toBeCloseTo(0.26, 10);
    expect(herfindahl([7])).toBe(1);
    expect(herfindahl([])).toBeNull();
  });

  it('with many windows and nothing but chance, a prediction is Poisson’s', () => {
    // qpois(c(.025, .975), lambda) of R.
    for (const [mean, low, high] of [
      [1, 0, 3],
      [10, 4, 17],
      [100, 81, 120],
    ] as const) {
      expect(predictCount(mean, 1e6, 1)).toEqual({ expected: mean, low, high });
    }
  });
});

/** A small generator of its own, so that the numbers drawn do not depend on the code under test. */
function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}
function poisson(mean: number, next: () => number): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = next(); product > limit; product *= next()) count += 1;
  return count;
}

describe('a prediction', () => {
  it.each([
    [0.5, 4],
    [3, 8],
    [25, 13],
  ])('covers the next count of mean %d, of which %d were seen', (mean, seen) => {
    const next = uniform(11);
    let covered = 0;
    const runs = 3_000;
    for (let run = 0; run < runs; run += 1) {
      const counts = Array.from({ length: seen }, () => poisson(mean, next));
      const { low, high } = predictCount(counts.reduce((a, b) => a + b) / seen, seen, 1);
      const drawn = poisson(mean, next);
      if (drawn >= low && drawn <= high) covered += 1;
    }
    expect(covered / runs).toBeGreaterThan(0.93);
  });

  it('is wider where weeks differ by more than chance', () => {
    const [calm, wild] = [predictCount(20, 8, 1), predictCount(20, 8, 4)];
    expect(wild.high - wild.low).toBeGreaterThan(1.5 * (calm.high - calm.low));
    const slot = (values: number[]) => new Map([[0, values]]);
    expect(dispersionOf(slot([10, 10, 10, 10]))).toBe(1);
    // Mean 10, squares 400 over 10, three degrees of freedom.
    expect(dispersionOf(slot([0, 20, 0, 20]))).toBeCloseTo(400 / 10 / 3, 10);
  });
});

const hour = 3_600_000;
const hoursOf = (zone: string, from: string, to: string, counts: Record<string, number>) =>
  new Hours({
    zone,
    from: Date.parse(from),
    to: Date.parse(to),
    counts: new Map(Object.entries(counts).map(([at, count]) => [Date.parse(at), count])),
  });

describe('an outage', () => {
  it('hits what came in the same stretch of past weeks', () => {
    const hours = hoursOf('UTC', '2026-03-02T00:00:00Z', '2026-03-30T00:00:00Z', {
      '2026-03-02T09:00:00Z': 4,
      '2026-03-02T10:45:00Z': 2,
      '2026-03-09T09:15:00Z': 8,
      '2026-03-11T09:15:00Z': 100,
    });
    const { losses, windows } = lossesOf(hours, { weekday: 1, hour: 9 });
    expect(windows).toBe(4);
    expect(losses[0]).toMatchObject({ hours: 1, expected: 3 });
    expect(losses[1]).toMatchObject({ hours: 2, expected: 3.5 });
    expect(losses).toHaveLength(48);
  });

  it.each(['Europe/Berlin', 'America/Sao_Paulo', 'Asia/Kathmandu', 'UTC'])(
    'in %s, all hours together hold every arrival once, across changes of the clocks',
    (zone) => {
      fc.assert(
        fc.property(fc.array(fc.nat({ max: 4 * 24 * 21 - 1 }), { maxLength: 40 }), (places) => {
          const from = Date.parse('2026-03-15T00:00:00Z');
          const counts = new Map<number, number>();
          for (const place of places) {
            const at = from + place * (hour / 4);
            counts.set(at, (counts.get(at) ?? 0) + 1);
          }
          const hours = new Hours({ zone, from, to: from + 21 * 24 * hour, counts });
          const found = [...hours.windows(1).values()].flat().reduce((a, b) => a + b, 0);
          // A zone off by 45 minutes has a piece of an hour at either end.
          const cut =
            zone === 'Asia/Kathmandu' ? places.filter((place) => place < 1 || place >= 4 * 504 - 3) : [];
          expect(found).toBe(places.length - cut.length);
        }),
        { numRuns: 50 },
      );
    },
  );

  it('knows the hour of the wall clock on both sides of a change', () => {
    // Berlin springs forward on 29 March 2026: 09:00 is 08:00 UTC before and 07:00 UTC after.
    const hours = hoursOf('Europe/Berlin', '2026-03-22T23:00:00Z', '2026-04-05T22:00:00Z', {
      '2026-03-23T08:00:00Z': 5,
      '2026-03-30T07:00:00Z': 7,
    });
    expect(hours.windows(1).get(slotOfWeek({ weekday: 1, hour: 9 }))).toEqual([5, 7]);
    // 02:00 on that Sunday does not exist, so only one window begins then.
    expect(hours.windows(1).get(slotOfWeek({ weekday: 7, hour: 2 }))).toHaveLength(1);
    expect(beginsAt(slotOfWeek({ weekday: 7, hour: 23 }))).toEqual({ weekday: 7, hour: 23 });
  });

  it('says nothing where no stretch of that length is known', () => {
    const hours = hoursOf('UTC', '2026-03-02T00:00:00Z', '2026-03-02T03:00:00Z', {});
    expect(lossesOf(hours, { weekday: 3, hour: 1 }).losses).toEqual([]);
    expect(lossesOf(hours, null).losses).toHaveLength(3);
  });
});

describe('the guard', () => {
  const same = (metric: Compared['metric']) => compareShares(metric, shareOf(100, 1000), shareOf(100, 1000));
  const others = () => [same('callback_rate'), same('repeat_rate'), same('abandoned'), same('failure_rate')];
  const falling = compareShares('escalation_rate', shareOf(150, 1000), shareOf(250, 1000));

  it('names each that rises while escalations fall', () => {
    for (const metric of ['callback_rate', 'repeat_rate', 'abandoned', 'failure_rate'] as const) {
      const rising = compareShares(metric, shareOf(200, 1000), shareOf(100, 1000));
      const guard = judgeGuard(falling, [...others().filter((one) => one.metric !== metric), rising]);
      expect(guard.verdict).toBe('suppression');
    }
    const rising = compareShares('abandoned', shareOf(200, 1000), shareOf(100, 1000));
    expect(judgeGuard(falling, [rising]).words).toMatch(
      /escalations fall \(−10\.0 pp.*abandonment rise \(\+10\.0 pp/,
    );
  });

  it('sees none when escalations do not fall, or nothing else rises', () => {
    const steady = same('escalation_rate');
    const rising = compareShares('callback_rate', shareOf(200, 1000), shareOf(100, 1000));
    expect(judgeGuard(steady, [rising]).verdict).toBe('clear');
    expect(judgeGuard(falling, others()).verdict).toBe('clear');
  });

  it('does not go by eye: a rise within chance is none, and few rows say nothing', () => {
    const slight = compareShares('callback_rate', shareOf(110, 1000), shareOf(100, 1000));
    expect(slight.moved).toBe('unclear');
    expect(judgeGuard(falling, [slight]).verdict).toBe('clear');
    const few = compareShares('callback_rate', shareOf(20, 29), shareOf(1, 29));
    expect(few.moved).toBe('unknown');
    expect(judgeGuard(falling, [few]).verdict).toBe('unknown');
  });

  it('raises hardly a false alarm where nothing but escalations changed', () => {
    const next = uniform(3);
    const draw = (share: number) => Array.from({ length: 400 }, next).filter((value) => value < share).length;
    let alarms = 0;
    for (let run = 0; run < 500; run += 1) {
      const noise = (['callback_rate', 'repeat_rate', 'abandoned', 'failure_rate'] as const).map((metric) =>
        compareShares(metric, shareOf(draw(0.1), 400), shareOf(draw(0.1), 400)),
      );
      if (judgeGuard(falling, noise).verdict === 'suppression') alarms += 1;
    }
    // Four one-sided looks at 0.625 % each.
    expect(alarms / 500).toBeLessThan(0.05);
  });
});

describe('readiness', () => {
  const none = shareOf(0, 0);
  const around: Surroundings = {
    starved: shareOf(0, 500),
    unmeasured: {},
    thirdHandoffs: shareOf(1, 500),
    topPath: shareOf(200, 500),
    returns: 40,
    ended: 400,
    taughtReleases: 2,
    datasets: 3,
  };
  const all = (numerator: number, denominator = 1000) =>
    Object.fromEntries(questionNames.map((name) => [name, shareOf(numerator, denominator)])) as Parameters<
      typeof answerAll
    >[0];
  const verdictsOf = (...given: Parameters<typeof answerAll>) =>
    answerAll(...given).map(({ verdict }) => verdict);

  it('says yes or no by the whole interval, and partly between', () => {
    expect(verdictsOf(all(999), around)).toEqual(Array(7).fill('yes'));
    expect(verdictsOf(all(1), around)).toEqual(Array(7).fill('no'));
    expect(judge('summary', shareOf(700, 1000))).toBe('partly');
    // 27 of 30 is nine tenths, and by its interval anything from 74 to 97 %.
    expect(judge('summary', shareOf(27, 30))).toBe('partly');
    expect(judge('summary', shareOf(29, 29))).toBe('unknown');
    expect(judge('summary', none)).toBe('unknown');
  });

  it('says how many handoffs cannot be measured, and nothing of shares of none', () => {
    const unmeasured = { shared_context: 1200, summary: 1 };
    const answers = answerAll(
      { ...all(999), shared_context: none },
      { ...around, starved: none, unmeasured },
    );
    const of = (name: string) => answers.find(({ question }) => question === name);
    expect(of('shared_context')).toMatchObject({
      verdict: 'unknown',
      evidence: ['Cannot be measured: 1,200 handoffs are of sources that do not say what travels with them.'],
    });
    expect(of('summary')?.evidence).toEqual([
      'Cannot be measured: 1 handoff is of a source that does not say what travels with it.',
    ]);
    expect(of('sentiment')?.evidence).toEqual([]);
  });

  it('takes a reverse handoff that never happens for a no', () => {
    const answers = answerAll({ ...all(999), reverse: none }, { ...around, returns: 0 });
    expect(answers.find(({ question }) => question === 'reverse')).toMatchObject({ verdict: 'no' });
    const few = answerAll({ ...all(999), reverse: none }, { ...around, returns: 0, ended: 10 });
    expect(few.find(({ question }) => question === 'reverse')).toMatchObject({ verdict: 'unknown' });
  });

  it('takes a loop that records and never releases for half of one, and one that makes nothing for none', () => {
    const loop = (more: Partial<Surroundings>) =>
      answerAll(all(999), { ...around, ...more }).find(({ question }) => question === 'loop')?.verdict;
    expect(loop({})).toBe('yes');
    expect(loop({ taughtReleases: 0 })).toBe('partly');
    expect(loop({ taughtReleases: 0, datasets: 0 })).toBe('no');
  });

  test('more than two “no” is failing; what is not known is not taken for well', () => {
    const counts = { yes: 0, partly: 0, no: 0, unknown: 0 };
    expect(overall({ ...counts, yes: 7 })).toBe('ready');
    expect(overall({ ...counts, yes: 5, no: 2 })).toBe('partly');
    expect(overall({ ...counts, yes: 4, no: 3 })).toBe('failing');
    expect(overall({ ...counts, yes: 4, no: 2, unknown: 1 })).toBe('unknown');
  });

  test('the other way round, a share is what a detector did not find', () => {
    expect(othersOf(shareOf(3, 10))).toMatchObject({ numerator: 7, denominator: 10, value: 0.7 });
  });
});
