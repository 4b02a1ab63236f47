import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CloudEvent } from '../../backend/src/contract/events.js';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { type Call, startTestApp, type TestApp } from '../support/app.js';
import { EventLog } from '../support/event-log.js';
import { takeEvents } from '../support/sample-app.js';

type Paths = AnswerOf<typeof routes.riskPaths>;
type Outage = AnswerOf<typeof routes.riskOutage>;
type Readiness = AnswerOf<typeof routes.riskReadiness>;
type Guard = AnswerOf<typeof routes.riskGuard>;
type List = AnswerOf<typeof routes.handoffList>;

let app: TestApp;
let viewer: Call;
const day = 1440;
/** Day 0 is Monday, 2 March. */
const march = 'from=2026-03-02T00:00:00Z&to=2026-03-30T00:00:00Z';
const april = 'from=2026-03-30T00:00:00Z&to=2026-04-27T00:00:00Z';

/** Escalations of four weeks: twenty a day from 08:00 on, half of what the bot begins in the first four weeks. */
function month(first: number, share: number, lost: number): CloudEvent[] {
  return Array.from({ length: 28 * 20 }, (_, n) => {
    const at = (first + Math.floor(n / 20)) * day + (n % 20) * 6;
    const log = new EventLog(`m-${first}-${n}`, 'shop')
      .started(at, { bot: 'ada', channel: 'web' })
      .customer(at + 1);
    if (n % 10 >= share * 10)
      return log.ended(at + 2, { resolved: n % 10 >= 10 - lost ? 'no' : 'confirmed' }).events;
    const to = { kind: 'human' as const, queue: n % 4 === 0 ? 'vip' : 'desk', tier: 'one' };
    log.escalated(at + 2, {
      handoff_id: `h-${first}-${n}`,
      to,
      reasons: ['low_confidence'],
      fallback: n % 4 === 0 ? 'desk' : undefined,
    });
    if (n % (20 / share) === 1) return log.failed(at + 3, `h-${first}-${n}`).ended(at + 4).events;
    return log
      .accepted(at + 3, `h-${first}-${n}`)
      .resolved(at + 5, {}, `h-${first}-${n}`)
      .ended(at + 6).events;
  }).flat();
}

beforeAll(async () => {
  app = await startTestApp({ clock: () => Date.parse('2026-06-01T00:00:00Z') });
  viewer = await app.as('viewer');
  // It has said once what travelled: what it says nothing of later did not.
  const telling = new EventLog('m-telling', 'shop')
    .started(-7 * day, { bot: 'ada', channel: 'web' })
    .escalated(-7 * day + 1, { handoff_id: 'h-telling', context: { summary: { situation: 'Locked out' } } });
  await takeEvents(app, [...telling.events, ...month(0, 0.5, 1), ...month(28, 0.2, 5)]);
});
afterAll(() => app.close());

const get = async <T>(path: string) => {
  const answer = await viewer<T>('GET', path);
  if (answer.status !== 200) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
};

describe('routing paths', () => {
  it('say where handoffs go, how they fail, and how much hangs on the largest', async () => {
    const answer = await get<Paths>(`/api/risk/paths?${march}`);
    expect(answer.handoffs).toBe(280);
    const [desk, vip] = answer.paths;
    expect(desk).toMatchObject({ source: 'shop', queue: 'desk', tier: 'one', channel: 'web' });
    expect(desk?.share.numerator).toBe(196);
    expect(desk?.failed).toMatchObject({ numerator: 14, denominator: 196 });
    expect(desk?.withoutFallback).toMatchObject({ numerator: 196, value: 1 });
    expect(vip?.withoutFallback).toMatchObject({ numerator: 0, denominator: 84 });
    expect(answer.concentration.top.value).toBeCloseTo(0.7, 10);
    expect(answer.concentration.herfindahl).toBeCloseTo(0.49 + 0.09, 10);
    expect(answer.withoutFallback).toMatchObject({ numerator: 196, denominator: 280 });
  });

  it('open the very rows that they count', async () => {
    const { paths } = await get<Paths>(`/api/risk/paths?${march}`);
    for (const { source, queue, tier, channel, share, withoutFallback } of paths) {
      const path = new URLSearchParams({ source, queue, tier, channel } as Record<string, string>);
      const rows = (part: string) =>
        get<List>(`/api/handoffs?${march}&${path}&detector=no_fallback&part=${part}`);
      expect((await rows('denominator')).total).toBe(share.numerator);
      expect((await rows('numerator')).total).toBe(withoutFallback.numerator);
    }
  });

  it('beyond the limit are added up, never dropped', async () => {
    const answer = await get<Paths>(`/api/risk/paths?${march}&limit=1`);
    expect(answer.paths).toHaveLength(1);
    expect(answer.other).toEqual({ paths: 1, handoffs: 84, failed: 0, withoutFallback: 0 });
  });
});

describe('an outage', () => {
  it('is told from the arrivals of the same hours in past weeks', async () => {
    const at = 'zone=UTC&weekday=1&hour=8';
    const { losses, windows, withoutFallback } = await get<Outage>(`/api/risk/outage?${march}&${at}`);
    expect(windows).toBe(4);
    // Half of ten in the hour, from 08:02 on.
    expect(losses[0]).toMatchObject({ hours: 1, expected: 5 });
    expect(losses[1]?.expected).toBe(10);
    expect(losses[23]?.expected).toBe(10);
    expect(losses[0]?.low).toBeGreaterThanOrEqual(0);
    expect(losses[0]?.high).toBeGreaterThan(5);
    expect(withoutFallback.value).toBeCloseTo(0.7, 10);
  });

  it('in another zone begins at another hour', async () => {
    const { busiest, losses } = await get<Outage>(`/api/risk/outage?${march}&zone=Asia/Kathmandu`);
    expect(busiest?.hour).toBe(14);
    expect(losses).toHaveLength(48);
    const { losses: asked } = await get<Outage>(
      `/api/risk/outage?${march}&zone=Asia/Kathmandu&weekday=1&hour=13`,
    );
    expect(asked[2]?.expected).toBe(10);
  });

  it('of one path hits only its handoffs', async () => {
    const { losses } = await get<Outage>(`/api/risk/outage?${march}&queue=vip&weekday=1&hour=8`);
    expect(losses[23]?.expected).toBe(3);
  });

  it('wants both the weekday and the hour', async () => {
    expect((await viewer('GET', `/api/risk/outage?${march}&hour=8`)).status).toBe(400);
  });

  it('is not told from hours that nobody has seen', async () => {
    const { losses, busiest } = await get<Outage>(
      '/api/risk/outage?from=2026-05-01T00:00:00Z&to=2026-05-08T00:00:00Z',
    );
    expect({ losses, busiest }).toEqual({ losses: [], busiest: null });
  });
});

describe('readiness', () => {
  it('answers the seven questions from the data', async () => {
    const { answers, verdict, counts } = await get<Readiness>(`/api/risk/readiness?${march}`);
    const verdicts = Object.fromEntries(answers.map((answer) => [answer.question, answer.verdict]));
    expect(verdicts).toEqual({
      shared_context: 'no',
      summary: 'no',
      sentiment: 'no',
      routing: 'yes',
      proactive: 'yes',
      reverse: 'no',
      loop: 'no',
    });
    expect(verdict).toBe('failing');
    expect(counts).toEqual({ yes: 2, partly: 0, no: 5, unknown: 0 });
  });

  it('answers nothing where nothing is', async () => {
    const { verdict } = await get<Readiness>(
      '/api/risk/readiness?from=2020-01-01T00:00:00Z&to=2020-02-01T00:00:00Z',
    );
    expect(verdict).toBe('unknown');
  });
});

describe('the guard', () => {
  const before = 'before_from=2026-03-02T00:00:00Z&before_to=2026-03-30T00:00:00Z';

  it('names what rises while escalations fall', async () => {
    const guard = await get<Guard>(`/api/risk/guard?${april}&${before}`);
    expect(guard.verdict).toBe('suppression');
    expect(guard.escalation).toMatchObject({
      moved: 'falls',
      now: { numerator: 112 },
      before: { numerator: 280 },
    });
    expect(guard.companions.filter(({ moved }) => moved === 'rises').map(({ metric }) => metric)).toEqual([
      'abandoned',
    ]);
    expect(guard.words).toContain('abandonment rise');
  });

  it('sees none the other way round', async () => {
    const guard = await get<Guard>(
      `/api/risk/guard?${march}&before_from=2026-03-30T00:00:00Z&before_to=2026-04-27T00:00:00Z`,
    );
    expect(guard.verdict).toBe('clear');
  });
});
