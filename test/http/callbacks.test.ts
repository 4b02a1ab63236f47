import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { type Call, startTestApp, type TestApp } from '../support/app.js';
import { EventLog, minute } from '../support/event-log.js';
import { randomLog } from '../support/random-log.js';
import { takeEvents } from '../support/sample-app.js';

type Callbacks = AnswerOf<typeof routes.callbackGet>;

const hour = 60;
const day = 24 * hour;
let app: TestApp;
let viewer: Call;

beforeAll(async () => {
  app = await startTestApp({ clock: () => Date.parse('2026-06-01T00:00:00Z') });
  viewer = await app.as('viewer');
  const noise = fc.sample(randomLog({ conversations: 30 }), { numRuns: 3, seed: 5 });
  const noisy = noise.flatMap((log, run) =>
    log.map((event) => ({ ...event, id: `${run}.${event.id}`, subject: `${run}.${event.subject}` })),
  );
  await takeEvents(app, [...noisy, ...shop()]);
});
afterAll(() => app.close());

/** Ten handoffs of known customers a day apart; the odd ones call back after 2 hours, by phone; one has no customer. */
function shop() {
  const logs = Array.from({ length: 10 }, (_, no) => {
    const customer = { id: `shopper-${no}` };
    const at = no * day;
    const first = new EventLog(`shop-${no}`, 'shop')
      .started(at, { bot: 'ada', channel: 'chat', customer })
      .escalated(at + 2, { handoff_id: `shop-${no}-h`, required_actions: [{ id: `shop-${no}-a` }] });
    if (no % 2 === 0) first.acted(at + 3, { action_id: `shop-${no}-a` });
    else first.acted(at + 2 + 3 * hour, { action_id: `shop-${no}-a`, result: 'incorrect' });
    const again = new EventLog(`shop-${no}-again`, 'shop').started(at + 2 + 2 * hour, {
      bot: 'ada',
      channel: 'voice',
      customer,
    });
    return no % 2 === 0 ? [first] : [first, again];
  });
  const nobody = new EventLog('shop-x', 'shop').started(5).escalated(6, { handoff_id: 'shop-x-h' });
  // The data reaches to day 20: the 7 days of all are over, the 30 days of none.
  const end = new EventLog('shop-end', 'end').customer(20 * day);
  return [...logs.flat(), nobody, end].flatMap((log) => log.events);
}

const get = async (query: string) => (await viewer<Callbacks>('GET', `/api/callbacks?${query}`)).body;
const range = 'from=2025-12-01T00:00:00Z&to=2026-06-01T00:00:00Z';

describe('callbacks', () => {
  it('count what the metrics count, in every window and under every filter', async () => {
    for (const filter of ['', '&source=shop', '&channel=voice&channel=chat', '&bot=(none)']) {
      const { windows } = await get(range + filter);
      for (const [window, metric] of [
        ['24h', 'callback_rate_24h'],
        ['72h', 'callback_rate_72h'],
        ['7d', 'callback_rate'],
        ['30d', 'callback_rate_30d'],
      ]) {
        const { body } = await viewer('GET', `/api/metrics/headline?metric=${metric}&${range}${filter}`);
        const { mature } = windows.find((one) => one.window === window) ?? {};
        expect(body, `${metric}${filter}`).toMatchObject({
          numerator: mature?.numerator,
          denominator: mature?.denominator,
        });
      }
    }
  });

  it('use the young ones in the curve, and agree with the plain rate where there are none', async () => {
    const { windows, curve } = await get(`${range}&source=shop`);
    const [h24, , d7, d30] = windows;
    expect(d7).toMatchObject({ mature: { numerator: 5, denominator: 10, value: 0.5 }, young: 0 });
    expect(d7?.estimated?.value).toBeCloseTo(0.5, 12);
    expect(h24?.estimated?.value).toBeCloseTo(0.5, 12);
    // Too young for 30 days: no plain rate at all, and the curve does not reach so far.
    expect(d30).toMatchObject({ mature: { value: null, denominator: 0 }, young: 10, estimated: null });
    expect(curve[0]).toMatchObject({ hours: 0, share: 0, atRisk: 10 });
    expect(curve.map(({ share }) => share)).toEqual(curve.map(({ share }) => share).sort((a, b) => a - b));
  });

  it('say how well customers are known, and who came back over another channel', async () => {
    const { identity } = await get(`${range}&source=shop`);
    expect(identity).toMatchObject({ handoffs: 11, known: 10, callbacks: 5, elsewhere: 5 });
    expect(identity.sources).toEqual([{ key: 'shop', handoffs: 11, known: 10 }]);
  });

  it('are put down to what went wrong', async () => {
    const { reasons, unattributed } = await get(`${range}&source=shop`);
    const of = (reason: string) => reasons.find((one) => one.reason === reason)?.callbacks;
    expect(of('leaked')).toBe(5);
    expect(of('action_wrong')).toBe(5);
    expect(of('failed')).toBe(0);
    expect(unattributed).toBe(0);
  });

  it('are held against how often the same is true of all handoffs', async () => {
    const { reasons, identity } = await get(`${range}&source=shop`);
    const of = (reason: string) => reasons.find((one) => one.reason === reason)?.handoffs;
    expect(identity.known).toBe(10);
    expect([of('action_wrong'), of('failed'), of('context_lost')]).toEqual([5, 0, 0]);
    // What is judged by the moment of the callback has no such share.
    expect([of('leaked'), of('answered_late'), of('same_intent')]).toEqual([null, null, null]);
    const noise = await get(range);
    for (const { callbacks, handoffs } of noise.reasons) {
      expect(handoffs ?? callbacks).toBeGreaterThanOrEqual(callbacks);
    }
  });
});

describe('the rows behind a number', () => {
  const total = async (query: string) =>
    (await viewer<{ total: number }>('GET', `/api/handoffs?${range}&source=shop&${query}`)).body.total;

  it('are as many as are put down to each reason', async () => {
    const { reasons, unattributed } = await get(`${range}&source=shop`);
    for (const { reason, callbacks } of [...reasons, { reason: 'none', callbacks: unattributed }]) {
      expect(await total(`callbackReason=${reason}`), reason).toBe(callbacks);
    }
  });

  it('are as many as waited so long', async () => {
    const { decay } = await get(`${range}&source=shop`);
    for (const { key, callback } of decay.buckets) {
      const rows = await total(`metric=callback_rate&part=denominator&delay=${key}`);
      expect(rows, key).toBe(callback.denominator);
    }
  });
});

describe('the decay of a promise', () => {
  it('has a bucket for every handoff, and one of its own for those on which nobody acted', async () => {
    for (const filter of ['', '&source=shop']) {
      const { decay, windows } = await get(range + filter);
      const week = windows.find(({ window }) => window === '7d');
      const sum = (of: (bucket: (typeof decay.buckets)[number]) => number) =>
        decay.buckets.reduce((all, bucket) => all + of(bucket), 0);
      expect(sum(({ callback }) => callback.denominator)).toBe(week?.mature.denominator);
      expect(sum(({ callback }) => callback.numerator)).toBe(week?.mature.numerator);
      expect(decay.buckets.at(-1)?.key).toBe('no_action');
    }
  });

  it('shows that those who waited come back, and that the trend is one', async () => {
    const { decay } = await get(`${range}&source=shop`);
    const at = (key: string) => decay.buckets.find((bucket) => bucket.key === key);
    expect(at('within_5_min')).toMatchObject({ callback: { numerator: 0, denominator: 5 }, before: 0 });
    expect(at('within_4_h')).toMatchObject({
      callback: { numerator: 5, denominator: 5 },
      before: 5,
      broken: { numerator: 5, denominator: 5 },
    });
    expect(decay.trend.callback?.z).toBeCloseTo(Math.sqrt(10), 9);
    expect(decay.trend.callback?.p).toBeLessThan(0.01);
  });

  it('leaves out who is too young to have come back', async () => {
    const early = `from=${new Date(minute(-1)).toISOString()}&to=${new Date(minute(20 * day + 1)).toISOString()}`;
    const fresh = new EventLog('fresh', 'fresh')
      .started(19 * day, { bot: 'ada', customer: { id: 'fresh' } })
      .escalated(19 * day + 1, { handoff_id: 'fresh-h' });
    await takeEvents(app, fresh.events);
    const { decay } = await get(`${early}&source=fresh`);
    expect(decay.young).toBe(1);
    expect(decay.buckets.every(({ callback }) => callback.denominator === 0)).toBe(true);
    expect(decay.trend).toEqual({ callback: null, broken: null });
  });
});
