import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bundleNow, gathering, mostAttempts, pauseAfter } from '../../backend/src/alerts/bundle.js';
import { judgeMetric as judgeWith } from '../../backend/src/alerts/judge.js';
import { isQuiet } from '../../backend/src/alerts/quiet-hours.js';
import { judgeSilence } from '../../backend/src/alerts/rhythm.js';
import { signedHeaders } from '../../backend/src/alerts/sign.js';
import { advance, firingsOf, newState, type Verdict } from '../../backend/src/alerts/state.js';
import { dueEnds, endsBefore, stepOf } from '../../backend/src/alerts/windows.js';
import { type AlertCondition, alertCondition } from '../../backend/src/contract/alerts.js';
import { metrics } from '../../backend/src/contract/metrics.js';
import { ruleSentence } from '../../backend/src/contract/rule-sentence.js';
import { type Measured, measuredOf } from '../../backend/src/metrics/measured.js';

const quarter = 900_000;
const day = 86_400_000;
type Metric = Extract<AlertCondition, { kind: 'metric' }>;
const conditionOf = (given: object) => alertCondition.parse(given) as AlertCondition;
const metric = (given: object) =>
  conditionOf({
    kind: 'metric',
    metric: 'escalation_rate',
    is: 'above',
    than: 0.3,
    window: 1440,
    ...given,
  }) as Extract<AlertCondition, { kind: 'metric' }>;
const share = (numerator: number, denominator: number) =>
  measuredOf(metrics.escalation_rate, [numerator, denominator], null);

const judgeMetric = (...[condition, end, now, before]: [Metric, number, Measured, Measured]) =>
  judgeWith(condition, end, now, () => before);

const letters: Record<string, Verdict> = { b: 'breach', f: 'fine', u: 'unknown' };
const windowsOf = (text: string) =>
  [...text].map((letter, end) => ({ end, verdict: letters[letter] ?? 'unknown' }));
const statesOf = (text: string, raiseAfter: number, resolveAfter: number) => {
  let state = newState;
  return windowsOf(text).map((window) => {
    state = advance(state, window, { raiseAfter, resolveAfter });
    return state.state;
  });
};

describe('from windows to states', () => {
  test('it fires after so many breaches in a row, and is over after so many good ones', () => {
    expect(statesOf('fbbbffbff', 3, 2)).toEqual([
      ...['ok', 'ok', 'ok', 'firing', 'firing', 'ok', 'ok', 'ok', 'ok'],
    ]);
    expect(statesOf('bfbfbfbb', 2, 1)).toEqual([...Array(7).fill('ok'), 'firing']);
  });

  test('what nobody can tell is not ok, breaks no row and ends no alert', () => {
    expect(statesOf('uu', 1, 1)).toEqual(['unknown', 'unknown']);
    expect(statesOf('bub', 2, 1)).toEqual(['ok', 'unknown', 'firing']);
    expect(statesOf('buuuf', 1, 1)).toEqual(['firing', 'firing', 'firing', 'firing', 'ok']);
  });

  test('whatever comes: firings do not overlap, begin with a breach and end with a good window', () => {
    const texts = fc.array(fc.constantFrom('b', 'f', 'u'), { maxLength: 60 });
    const streak = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(texts, streak, streak, (list, raiseAfter, resolveAfter) => {
        const windows = windowsOf(list.join(''));
        const firings = firingsOf(windows, { raiseAfter, resolveAfter });
        firings.forEach(({ from, to }, i) => {
          expect(windows[from]?.verdict).toBe('breach');
          if (to !== null) expect(windows[to]?.verdict).toBe('fine');
          expect(to === null).toBe(to === null && i === firings.length - 1);
          expect(from).toBeGreaterThan(firings[i - 1]?.to ?? -1);
        });
      }),
    );
  });
});

describe('windows', () => {
  test('end at the same instants for everybody, each once, oldest first', () => {
    const step = stepOf(metric({ window: 60 }));
    expect(step).toBe(quarter);
    expect(dueEnds(step, 0, quarter - 1)).toEqual([]);
    expect(dueEnds(step, 0, 2 * quarter + 5)).toEqual([quarter, 2 * quarter]);
    expect(dueEnds(step, quarter, 2 * quarter)).toEqual([2 * quarter]);
    // After a long stop only so many are made up for.
    expect(dueEnds(step, 0, 1000 * day)).toHaveLength(60);
    expect(endsBefore(step, 10 * quarter + 7, 3)).toEqual([8 * quarter, 9 * quarter, 10 * quarter]);
  });
});

describe('a threshold on a metric', () => {
  test('is judged by the value, or by the bound of the interval', () => {
    expect(judgeMetric(metric({}), 0, share(31, 100), share(0, 0))).toMatchObject({
      verdict: 'breach',
      rows: 100,
    });
    // 31 of 100 may well be 30 %.
    expect(judgeMetric(metric({ judged: 'bound' }), 0, share(31, 100), share(0, 0)).verdict).toBe('fine');
    expect(judgeMetric(metric({ judged: 'bound' }), 0, share(450, 1000), share(0, 0)).verdict).toBe('breach');
    expect(judgeMetric(metric({ is: 'below' }), 0, share(29, 100), share(0, 0)).verdict).toBe('breach');
  });

  test('says nothing with too few rows, and nothing without any', () => {
    const few = metric({ leastRows: 50 });
    expect(judgeMetric(few, 0, share(40, 49), share(0, 0))).toMatchObject({
      verdict: 'unknown',
      why: 'too_few',
    });
    expect(judgeMetric(few, 0, share(0, 0), share(0, 0))).toMatchObject({
      verdict: 'unknown',
      why: 'no_data',
    });
  });

  test('a count of none is a count', () => {
    const quiet = metric({ metric: 'episodes', is: 'below', than: 5 });
    expect(judgeMetric(quiet, 0, measuredOf(metrics.episodes, [0], null), share(0, 0)).verdict).toBe(
      'breach',
    );
  });

  test('a change is measured against the window before', () => {
    const rises = metric({ is: 'rises', than: 0.5 });
    expect(judgeMetric(rises, 0, share(40, 100), share(20, 100))).toMatchObject({
      verdict: 'breach',
      value: 1,
    });
    expect(judgeMetric(rises, 0, share(29, 100), share(20, 100)).verdict).toBe('fine');
    expect(judgeMetric({ ...rises, judged: 'bound' }, 0, share(40, 100), share(20, 100)).verdict).toBe(
      'fine',
    );
    expect(judgeMetric({ ...rises, judged: 'bound' }, 0, share(400, 1000), share(200, 1000)).verdict).toBe(
      'breach',
    );
    expect(judgeMetric(rises, 0, share(40, 100), share(0, 0))).toMatchObject({
      verdict: 'unknown',
      why: 'no_period_before',
    });
    const falls = metric({ is: 'falls', than: 0.5 });
    expect(judgeMetric(falls, 0, share(5, 100), share(20, 100))).toMatchObject({
      verdict: 'breach',
      value: -0.75,
    });
  });

  test('a filter that the rows do not carry, and a number that is only of now, are refused', () => {
    const refused = (given: object) => alertCondition.safeParse(given).success === false;
    const base = { kind: 'metric', metric: 'episodes', is: 'above', than: 1, window: 60 };
    expect(refused({ ...base, filters: { tier: ['one'] } })).toBe(true);
    expect(refused({ ...base, metric: 'waiting_handoffs' })).toBe(true);
    expect(refused({ ...base, filters: { bot: ['a\nb'] } })).toBe(true);
    expect(refused({ ...base, filters: { bot: ['ada'] } })).toBe(false);
  });
});

describe('silence', () => {
  /** One conversation each quarter on weekdays from 8 to 18 UTC, none at night and at weekends. */
  const monday = Date.UTC(2026, 0, 5);
  const office = (days: number, silentFrom = Number.POSITIVE_INFINITY) =>
    Array.from({ length: days * 96 }, (_, i) => {
      const at = monday + i * quarter;
      const date = new Date(at);
      const [hour, weekday] = [date.getUTCHours(), date.getUTCDay()];
      return at < silentFrom && weekday >= 1 && weekday <= 5 && hour >= 8 && hour < 18 ? 1 : 0;
    });
  const at = (dayNo: number, hour: number) => monday + dayNo * day + hour * 3_600_000;
  const unusual = conditionOf({ kind: 'unusual_silence', source: 'chat', expected: 8 });
  const judge = (condition: AlertCondition, counts: number[], ...ends: number[]) =>
    judgeSilence(condition as never, ends, { from: monday, counts });

  test('a night and a weekend are usual, a quiet morning is not', () => {
    const counts = office(40, at(35, 9));
    const [night, weekend, early, late] = judge(
      unusual,
      counts,
      at(32, 5),
      at(34, 12),
      at(35, 10),
      at(35, 11),
    );
    expect(night).toMatchObject({ verdict: 'fine', value: 0 });
    expect(weekend).toMatchObject({ verdict: 'fine', value: 0 });
    // Monday, silent since nine: four are missing at ten, eight at eleven.
    expect(early).toMatchObject({ verdict: 'fine', value: 4 });
    expect(late).toMatchObject({ verdict: 'breach', value: 8 });
  });

  test('of a source that is new nobody knows what is usual, and of one that never sent nothing at all', () => {
    expect(judge(unusual, office(40), at(10, 12))[0]).toMatchObject({
      verdict: 'unknown',
      why: 'no_history',
    });
    expect(judge(unusual, Array(960).fill(0), at(5, 0))[0]?.verdict).toBe('unknown');
  });

  test('the hours are those of the zone', () => {
    // Tokyo is nine hours ahead: what began at 8 UTC began at 17 there. The silence is the same one.
    const tokyo = conditionOf({ kind: 'unusual_silence', source: 'chat', expected: 8, zone: 'Asia/Tokyo' });
    expect(judge(tokyo, office(40, at(35, 9)), at(35, 11))[0]).toMatchObject({ verdict: 'breach', value: 8 });
  });

  test('a fixed time counts minutes since the last quarter in which something began', () => {
    const fixed = conditionOf({ kind: 'silence', source: 'chat', minutes: 60 });
    const [short, long] = judge(fixed, office(10, at(1, 9)), at(1, 9) + quarter, at(1, 10));
    expect(short).toMatchObject({ verdict: 'fine', value: 15 });
    expect(long).toMatchObject({ verdict: 'breach', value: 60 });
  });
});

describe('quiet hours', () => {
  const night = { zone: 'Europe/Berlin', from: '22:00', to: '07:00', weekends: false };
  const at = (text: string) => Date.parse(text);

  test('go over midnight, on the clocks of their zone', () => {
    expect(isQuiet(night, at('2026-01-14T20:59:00Z'))).toBe(false);
    expect(isQuiet(night, at('2026-01-14T21:00:00Z'))).toBe(true);
    expect(isQuiet(night, at('2026-01-15T05:59:00Z'))).toBe(true);
    expect(isQuiet(night, at('2026-01-15T06:00:00Z'))).toBe(false);
    // In summer the same clocks are an hour ahead; the night of the change is an hour shorter.
    expect(isQuiet(night, at('2026-07-14T20:00:00Z'))).toBe(true);
    expect(isQuiet(night, at('2026-03-29T04:59:00Z'))).toBe(true);
    expect(isQuiet(night, at('2026-03-29T05:00:00Z'))).toBe(false);
  });

  test('may take weekends, of a zone of three quarters of an hour too', () => {
    const kathmandu = { zone: 'Asia/Kathmandu', from: '12:00', to: '13:00', weekends: true };
    expect(isQuiet(kathmandu, at('2026-01-16T18:14:00Z'))).toBe(false);
    expect(isQuiet(kathmandu, at('2026-01-16T18:15:00Z'))).toBe(true);
    expect(isQuiet(kathmandu, at('2026-01-14T06:15:00Z'))).toBe(true);
  });
});

describe('grouping and repeating', () => {
  const now = 10_000_000;
  const notice = (agoMs: number, urgent = false) => ({ urgent, at: new Date(now - agoMs) });
  const place = { paused: false, quiet: false, urgentPasses: true, last: undefined };

  test('a first notice waits for others, then one message takes all', () => {
    expect(bundleNow([notice(gathering.waitMs - 1)], place, now)).toHaveLength(0);
    expect(bundleNow([notice(gathering.waitMs), notice(0)], place, now)).toHaveLength(2);
  });

  test('messages keep a pause, unless something is urgent', () => {
    const recent = { ...place, last: new Date(now - gathering.pauseMs + 1) };
    expect(bundleNow([notice(60_000)], recent, now)).toHaveLength(0);
    expect(bundleNow([notice(60_000), notice(0, true)], recent, now)).toHaveLength(2);
  });

  test('quiet hours hold back, not lose; what is urgent may pass', () => {
    const quiet = { ...place, quiet: true };
    const both = [notice(60_000), notice(60_000, true)];
    expect(bundleNow(both, quiet, now)).toEqual([both[1]]);
    expect(bundleNow(both, { ...quiet, urgentPasses: false }, now)).toEqual([]);
    expect(bundleNow(both, place, now)).toEqual(both);
  });

  test('pauses grow, spread, and end', () => {
    expect(pauseAfter(1, 0.5)).toBe(10_000);
    expect(pauseAfter(4, 0.5)).toBe(80_000);
    expect(pauseAfter(1, 0.5, 60_000)).toBe(60_000);
    expect(pauseAfter(4, 0.5, 60_000)).toBe(80_000);
    expect(pauseAfter(1, 0.5, 86_400_000)).toBe(3_600_000);
    expect(pauseAfter(4, 0)).toBe(40_000);
    expect(pauseAfter(4, 1)).toBe(120_000);
    expect(pauseAfter(mostAttempts, 0.5)).toBe(3_600_000);
  });
});

test('a message is signed as Standard Webhooks says', () => {
  // Vector of the specification's reference libraries.
  const headers = signedHeaders('msg_p5jXN8AQM9LWM0D4loKWxJek', 1_614_265_330_000, '{"test": 2432232314}', [
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  ]);
  expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  expect(headers['webhook-timestamp']).toBe('1614265330');
});

test('rules read as sentences', () => {
  const say = (condition: AlertCondition, raiseAfter = 1, resolveAfter = 1) =>
    ruleSentence({ condition, raiseAfter, resolveAfter });
  expect(say(metric({ leastRows: 50, judged: 'bound', filters: { bot: ['ada', 'bruno'] } }), 2, 3)).toBe(
    'Alert when the escalation rate where bot is ada or bruno in the last 24 hours is above 30 %, beyond its 95 % interval, counted over at least 50, 2 times in a row; it is over after 3 good ones.',
  );
  expect(say(metric({ metric: 'time_to_action', is: 'rises', than: 0.5, window: 10_080 }))).toBe(
    'Alert when the median time to action in the last 7 days rises by more than 50 % against the period before.',
  );
  expect(say(conditionOf({ kind: 'waiting', atLeast: 1, minutes: 90 }))).toBe(
    'Alert when at least 1 handoff has waited for more than 1 h 30 min.',
  );
  const starts = (name: 'starvation_rate' | 'context_completeness' | 'callback_rate' | 'hops_per_chain') =>
    say(metric({ metric: name })).replace(/ in the last.*/, '');
  expect(starts('starvation_rate')).toBe('Alert when the share of starved handoffs');
  expect(starts('context_completeness')).toBe('Alert when the context completeness');
  expect(starts('callback_rate')).toBe('Alert when the callback rate (7 days)');
  expect(starts('hops_per_chain')).toBe('Alert when the handoffs per chain');
  expect(say(conditionOf({ kind: 'silence', source: 'chat', minutes: 2880 }))).toBe(
    'Alert when no conversation from chat has begun for 2 days.',
  );
});
