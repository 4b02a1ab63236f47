import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CloudEvent } from '../../backend/src/contract/events.js';
import { handoffViews } from '../../backend/src/contract/handoffs.js';
import { listOf, metricNames, metricOf } from '../../backend/src/contract/metrics.js';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { ScheduleService } from '../../backend/src/schedule/schedule.service.js';
import { type Call, startTestApp, type TestApp } from '../support/app.js';
import { EventLog, minute } from '../support/event-log.js';
import { randomLog } from '../support/random-log.js';

type List = AnswerOf<typeof routes.handoffList>;
type Handoff = AnswerOf<typeof routes.handoffGet>;
type Episodes = AnswerOf<typeof routes.episodeList>;

let app: TestApp;
let viewer: Call;

async function take(events: readonly CloudEvent[]): Promise<void> {
  const send = await app.withKey('ingest');
  const answer = await send<{ invalid: number }>('POST', '/api/events', events);
  expect(answer.body).toMatchObject({ invalid: 0, conflict: 0 });
  await app.app.get(ScheduleService, { strict: false }).runPipeline();
}
const list = async (query = '') => (await viewer<List>('GET', `/api/handoffs?${query}`)).body;
const ids = (answer: List) => answer.items.map((item) => item.id);

const told = new EventLog('told', 'shop')
  .started(0, { bot: 'ada', channel: 'chat', customer: { id: 'zoe' } })
  .customer(1, { text: 'I want my money back', intent: 'refund', confidence: 0.9 })
  .bot(2, { text: 'I cannot do that', failed_action: { code: 'E42' } })
  .escalated(3, {
    handoff_id: 'told-1',
    reasons: ['action_failed'],
    reason_raw: 'refund API said no',
    context: { intent: 'refund', transcript: 'all of it', summary: { situation: 'wants money back' } },
    required_actions: [{ id: 'pay', description: 'Pay it back' }],
  })
  .accepted(5, 'told-1')
  .human(6, { text: 'Done' })
  .acted(8, { action_id: 'pay' })
  .resolved(9, { intent: 'refund', words: 'Paid back', repeated: ['intent'] })
  .ended(10);
const again = new EventLog('again', 'shop')
  .started(3000, { bot: 'ada', customer: { id: 'zoe' } })
  .customer(3001, { intent: 'refund' })
  .escalated(3002, { handoff_id: 'again-1' });
/** Of a log without times: who would still be waiting cannot be told. */
const undated = new EventLog('undated', 'archive')
  .started(0)
  .customer(1)
  .escalated(2, { handoff_id: 'undated-1' })
  .events.map((event) => ({ ...event, timeassumed: true }));

beforeAll(async () => {
  app = await startTestApp({ clock: () => Date.parse('2026-06-01T00:00:00Z') });
  viewer = await app.as('viewer');
  const noise = fc.sample(randomLog({ conversations: 30 }), { numRuns: 6, seed: 11 });
  const noisy = noise.flatMap((log, run) =>
    log.map((event) => ({ ...event, id: `${run}.${event.id}`, subject: `${run}.${event.subject}` })),
  );
  await take([...told.events, ...again.events, ...undated, ...noisy]);
});
afterAll(() => app.close());

describe('the list of handoffs', () => {
  it('shows one that nobody answered as waiting and as unanswered', async () => {
    expect(ids(await list('view=waiting&source=shop'))).toEqual(['again-1']);
    expect(ids(await list('view=unanswered&source=shop'))).toEqual(['again-1']);
  });

  it('lets nobody wait whose times were assumed', async () => {
    expect(ids(await list('view=waiting&source=archive'))).toEqual([]);
    expect((await list('source=archive')).items).toMatchObject([{ id: 'undated-1', status: 'open' }]);
  });

  it('finds a handoff by its own id, its conversation’s and its customer’s', async () => {
    for (const [word, found] of [
      ['told-1', ['told-1']],
      ['told', ['told-1']],
      ['zoe', ['again-1', 'told-1']],
      ['nobody', []],
    ] as const) {
      expect(ids(await list(`search=${word}`))).toEqual(found);
    }
  });

  it('filters by dimensions, by their absence and by time', async () => {
    expect(ids(await list('source=shop&reason=action_failed'))).toEqual(['told-1']);
    expect(ids(await list('source=shop&reason=(none)'))).toEqual(['again-1']);
    expect(ids(await list('source=shop&reason=(none)&reason=action_failed'))).toHaveLength(2);
    const until = encodeURIComponent(new Date(minute(3002)).toISOString());
    expect(ids(await list(`source=shop&to=${until}`))).toEqual(['told-1']);
    expect(ids(await list(`source=shop&from=${until}`))).toEqual(['again-1']);
  });

  it.each(['newest', 'oldest', 'longest_wait'])(
    'sorted by %s gives every row once, page by page',
    async (order) => {
      const all = await list(`order=${order}&limit=200`);
      expect(all.total).toBe(all.items.length);
      expect(all.total).toBeGreaterThan(20);
      const paged: string[] = [];
      let next: string | null = '';
      while (next !== null) {
        const page: List = await list(`order=${order}&limit=7${next ? `&cursor=${next}` : ''}`);
        expect(page.total).toBe(all.total);
        paged.push(...page.items.map((item) => item.key));
        next = page.next;
      }
      expect(paged).toEqual(all.items.map((item) => item.key));
    },
  );

  it('refuses a cursor that somebody made up', async () => {
    expect((await viewer('GET', '/api/handoffs?cursor=abc')).status).toBe(400);
  });

  it('has an answer for every saved view', async () => {
    for (const view of handoffViews) {
      const { total, items } = await list(`view=${view}&limit=200`);
      expect(items).toHaveLength(total);
    }
    expect((await list('view=called_back&source=shop')).total).toBe(1);
  });

  it('counts the rows that a number counts, under every filter', async () => {
    const range = 'from=2025-12-01T00:00:00Z&to=2026-06-01T00:00:00Z';
    for (const filter of ['', '&source=shop', '&bot=(none)&source=source-1', '&channel=voice&channel=chat']) {
      for (const name of metricNames) {
        const metric = metricOf(name);
        // These add fields up; their rows are those that add to them.
        const adds = ['context_completeness', 'absent_episode_fields', 'absent_handoff_fields'].includes(
          name,
        );
        if (metric.population === 'action' || adds) continue;
        const path = listOf(name);
        const card = await viewer<{ numerator: number; denominator: number | null }>(
          'GET',
          `/api/metrics/headline?metric=${name}&${range}${filter}`,
        );
        for (const part of ['numerator', 'denominator'] as const) {
          const rows = await viewer<{ total: number }>(
            'GET',
            `/api/${path}?metric=${name}&part=${part}&${range}${filter}`,
          );
          const counted = card.body[part];
          if (counted === null) continue;
          // Answers to surveys are shown by what was asked about, which may have been asked twice.
          if (metric.population === 'survey') expect(rows.body.total).toBeLessThanOrEqual(counted);
          else expect([name, part, filter, rows.body.total]).toEqual([name, part, filter, counted]);
        }
      }
    }
  }, 60_000);
});

describe('one handoff', () => {
  const get = async (id: string) => {
    const [row] = (await list(`search=${id}`)).items;
    return (await viewer<Handoff>('GET', `/api/handoffs/${row?.key}`)).body;
  };

  it('is told from bot to human to action', async () => {
    const handoff = await get('told-1');
    expect(handoff).toMatchObject({
      status: 'resolved',
      customer: 'zoe',
      erased: false,
      reasonRaw: 'refund API said no',
      requiredActions: [{ id: 'pay', description: 'Pay it back', result: 'correct' }],
      resolution: { outcome: 'resolved', words: 'Paid back', repeated: ['intent'] },
      callback: {
        conversationId: 'again',
        conversationKey: expect.stringMatching(/^[\w-]{22}$/),
        reasons: ['context_lost', 'same_intent'],
      },
      hops: [{ hop: 1 }],
    });
    expect(handoff.sentence).toContain('ada could not carry out an action (E42)');
    expect(handoff.turns.map((turn) => turn.text)).toEqual([
      'I want my money back',
      'I cannot do that',
      'Done',
    ]);
    const context = new Map(handoff.context.map((field) => [field.name, field]));
    expect(context.get('summary.situation')).toMatchObject({ travelled: true, value: 'wants money back' });
    expect(context.get('sentiment')).toMatchObject({ travelled: false, required: true });
    // 'refund', 'all of it' and 'wants money back'; more was said than 'all of it'.
    expect(handoff.contextSize).toEqual({ characters: 31, cut: true });
    expect((await get('again-1')).contextSize).toBeNull();
    expect(handoff.acknowledgements.map((ack) => ack.level)).toEqual(['accepted']);
  });

  it('leads to the handoff of the conversation in which the customer came back', async () => {
    const [first, second] = [await get('told-1'), await get('again-1')];
    expect(first.callback?.handoffKey).toBe(second.key);
  });

  it('names its ledger entry', async () => {
    const { receipt } = await get('told-1');
    expect(Buffer.from(receipt.leafHash, 'base64')).toHaveLength(32);
  });

  it('answers for every handoff there is', async () => {
    for (const { key } of (await list('limit=200')).items) {
      expect((await viewer('GET', `/api/handoffs/${key}`)).status).toBe(200);
    }
  });

  it('is not there under a key that nobody has', async () => {
    expect((await viewer('GET', `/api/handoffs/${'A'.repeat(22)}`)).status).toBe(404);
  });
});

describe('the list of episodes', () => {
  it('gives every row once, page by page, with the handoff that ended it', async () => {
    const get = async (query: string) => (await viewer<Episodes>('GET', `/api/episodes?${query}`)).body;
    const all = await get('limit=200');
    expect(all.total).toBe(all.items.length);
    const paged: unknown[] = [];
    let next: string | null = '';
    while (next !== null) {
      const page: Episodes = await get(`limit=9${next ? `&cursor=${next}` : ''}`);
      paged.push(...page.items);
      next = page.next;
    }
    expect(paged).toEqual(all.items);
    for (const episode of all.items) expect(episode.handoffKey !== null).toBe(episode.escalated);
  });
});
