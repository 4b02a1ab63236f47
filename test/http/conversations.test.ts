import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { type Call, startTestApp, type TestApp } from '../support/app.js';
import { EventLog, minute } from '../support/event-log.js';
import { takeEvents } from '../support/sample-app.js';

type Conversation = AnswerOf<typeof routes.conversationGet>;
type Episodes = AnswerOf<typeof routes.episodeList>;
type Handoff = AnswerOf<typeof routes.handoffGet>;

let app: TestApp;
let viewer: Call;

/** A conversation that the bot keeps to itself. */
const served = (name: string, customer = `${name}-customer`, at = 0) =>
  new EventLog(name, 'shop')
    .started(at, {
      bot: 'ada',
      bot_version: '3',
      channel: 'chat',
      language: 'en',
      customer: { id: customer },
    })
    .customer(at + 1, { text: 'my secret words', intent: 'refund', confidence: 0.9, sentiment: -0.4 })
    .bot(at + 2, { text: 'our answer' });

/** Of ann, who turned to another desk. */
const later = (name: string, at: number) =>
  new EventLog(name, 'desk')
    .started(at, { bot: 'ada', channel: 'app', customer: { id: 'ann' } })
    .customer(at + 1, { text: 'my secret words', intent: 'delivery' });

const logs = {
  confirmed: served('confirmed')
    .ended(5, { resolved: 'confirmed' })
    .add('survey.recorded', 6, {
      kind: 'csat',
      score: 4.5,
      scale: { min: 1, max: 5 },
      leg: 'bot',
    }),
  assumed: served('assumed').ended(5, { resolved: 'assumed' }),
  unsaid: served('unsaid').ended(5),
  unsolved: served('unsolved').ended(5).ended(7, { resolved: 'no' }),
  open: served('open'),
  seen: served('seen'),
  twice: served('twice')
    .ended(5, { resolved: 'assumed' })
    .customer(60, { text: 'me again' })
    .bot(61, { text: 'hello again' })
    .escalated(62, { handoff_id: 'twice-1' })
    .accepted(64, 'twice-1')
    .human(65, { text: 'Done' })
    .ended(70),
  lost: served('lost').escalated(3, { handoff_id: 'lost-1' }).ended(9),
  quiet: served('quiet', 'ben')
    .ended(5)
    .add('consent.changed', 8, { scopes: ['sentiment'] }),
  first: served('first', 'ann').ended(5, { resolved: 'assumed' }),
  second: later('second', 1_000).ended(1_005),
  third: later('third', 2_000).escalated(2_003, {
    handoff_id: 'third-1',
    to: { kind: 'human', queue: 'billing' },
  }),
  goneToo: served('goneToo', 'zorblaxcustomer').ended(5),
  quietToo: served('quietToo', 'ben').ended(5),
  gone: served('gone', 'zorblaxcustomer').ended(5, { resolved: 'assumed' }),
};
type Name = keyof typeof logs;

beforeAll(async () => {
  app = await startTestApp({ clock: () => Date.parse('2026-06-01T00:00:00Z') });
  viewer = await app.as('viewer');
  await takeEvents(
    app,
    Object.values(logs).flatMap((log) => log.events),
  );
});
afterAll(() => app.close());

async function keyOf(name: Name): Promise<string> {
  const { items } = (await viewer<Episodes>('GET', '/api/episodes?limit=200')).body;
  const found = items.find(({ conversationId }) => conversationId === name);
  if (!found) throw new Error(`no episode of ${name}`);
  return found.conversationKey;
}
const show = async (name: Name, call = viewer): Promise<Conversation> => {
  const { status, body } = await call<Conversation>('GET', `/api/conversations/${await keyOf(name)}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
};

describe('a conversation', () => {
  it('tells one that no handoff tells of: who, what was said, what happened, what was answered', async () => {
    const shown = await show('confirmed');
    expect(shown).toMatchObject({
      conversationId: 'confirmed',
      source: 'shop',
      channel: 'chat',
      language: 'en',
      customer: 'confirmed-customer',
      startedAt: new Date(minute(0)).toISOString(),
      lastAt: new Date(minute(6)).toISOString(),
      erased: false,
      withheld: [],
      episodes: [{ bot: 'ada', botVersion: '3', intent: 'refund', outcome: 'self_served_confirmed' }],
      turns: [
        { role: 'customer', text: 'my secret words', intent: 'refund', confidence: 0.9, sentiment: -0.4 },
        { role: 'bot', text: 'our answer' },
      ],
      surveys: [{ kind: 'csat', leg: 'bot', score: 4.5, scale: { min: 1, max: 5 } }],
      handoffs: [],
    });
    expect(shown.steps.map(({ type }) => type)).toEqual([
      'conversation.started',
      'conversation.ended',
      'survey.recorded',
    ]);
  });

  it.each([
    ['confirmed', 'self_served_confirmed', /confirmed as solved/, 'conversation.ended'],
    ['assumed', 'self_served_assumed', /nobody confirmed it/, 'conversation.ended'],
    ['unsaid', 'abandoned', /nobody said that it was solved/, 'conversation.ended'],
    ['unsolved', 'abandoned', /says that it was not solved/, 'conversation.ended'],
    ['lost', 'handoff_failed', /every try failed or ended/, 'handoff.initiated'],
    ['open', null, /Nothing has ended it/, null],
  ] as const)(
    '%s: says what its outcome was judged by, with the entry',
    async (name, outcome, said, type) => {
      const [episode] = (await show(name)).episodes;
      expect(episode).toMatchObject({ outcome, judgedBy: { words: expect.stringMatching(said) } });
      const entry = episode?.judgedBy.entry;
      const auditor = await app.as('auditor');
      const found =
        entry === null
          ? null
          : (await auditor<{ type: string }>('GET', `/api/ledger/entries/${entry}`)).body.type;
      expect(found).toBe(type);
    },
  );

  it('takes what was said later about the same end, and not about another', async () => {
    const { steps, episodes } = await show('unsolved');
    const ends = steps.filter(({ type }) => type === 'conversation.ended');
    expect(episodes[0]?.judgedBy.entry).toBe(ends[1]?.entry);
  });

  it('shows each episode by its own end, and leads to the handoffs', async () => {
    const { episodes, handoffs, steps } = await show('twice');
    expect(episodes.map(({ outcome, handoffKey }) => [outcome, handoffKey !== null])).toEqual([
      ['self_served_assumed', false],
      ['handed_off', true],
    ]);
    expect(episodes.map(({ judgedBy }) => steps.find(({ entry }) => entry === judgedBy.entry)?.at)).toEqual([
      new Date(minute(5)).toISOString(),
      new Date(minute(62)).toISOString(),
    ]);
    expect(handoffs.map(({ id, key }) => [id, key])).toEqual([['twice-1', episodes[1]?.handoffKey]]);
  });

  it('says the same as the pages of its handoffs', async () => {
    const conversation = await show('twice');
    const key = conversation.handoffs[0]?.key;
    const handoff = (await viewer<Handoff>('GET', `/api/handoffs/${key}`)).body;
    const { turns, steps, customer, erased, withheld } = handoff;
    expect(conversation).toMatchObject({ turns, steps, customer, erased, withheld });
    expect(handoff.conversationKey).toBe(conversation.key);
  });
});

describe('the customer’s other contacts', () => {
  it('are told newest first, with where they were, what became of them and their handoffs', async () => {
    const { contacts } = await show('second');
    expect(contacts).toMatchObject({
      later: {
        total: 1,
        items: [
          {
            key: await keyOf('third'),
            conversationId: 'third',
            source: 'desk',
            channel: 'app',
            intent: 'delivery',
            startedAt: new Date(minute(2_000)).toISOString(),
            handoffs: [{ id: 'third-1', queue: 'billing', status: 'waiting' }],
          },
        ],
      },
      earlier: {
        total: 1,
        items: [{ key: await keyOf('first'), source: 'shop', outcome: 'self_served_assumed', handoffs: [] }],
      },
    });
    expect(JSON.stringify(contacts)).not.toContain('secret');
  });

  it('are the nearest ten on either side, and how many there are is said', async () => {
    const many = Array.from({ length: 25 }, (_, i) => served(`many-${i}`, 'mia', i * 100));
    await takeEvents(
      app,
      many.flatMap((log) => log.events),
    );
    const { items } = (await viewer<Episodes>('GET', '/api/episodes?limit=200')).body;
    const middle = items.find(({ conversationId }) => conversationId === 'many-12')?.conversationKey;
    const { body } = await viewer<Conversation>('GET', `/api/conversations/${middle}`);
    expect(body.contacts).toMatchObject({ later: { total: 12 }, earlier: { total: 12 } });
    const named = (side: 'later' | 'earlier') =>
      body.contacts?.[side].items.map((item) => item.conversationId);
    const near = (first: number) => Array.from({ length: 10 }, (_, i) => `many-${first - i}`);
    expect([named('later'), named('earlier')]).toEqual([near(22), near(11)]);
  });

  it('are none of a customer who was here once, and not told of one who is not named', async () => {
    expect((await show('open')).contacts).toEqual({
      later: { total: 0, items: [] },
      earlier: { total: 0, items: [] },
    });
    const nameless = new EventLog('nameless', 'shop').started(0, { bot: 'ada' }).customer(1).ended(2);
    await takeEvents(app, nameless.events);
    expect((await show('nameless' as Name)).contacts).toBeNull();
  });

  it('are withheld where consent does not cover who the customer is', async () => {
    const { contacts, withheld } = await show('quiet');
    expect([contacts, withheld]).toEqual([null, ['identity', 'transcript']]);
  });
});

test('what consent does not cover is withheld and named, and what is counted stays', async () => {
  const shown = await show('quiet');
  expect(shown).toMatchObject({
    customer: null,
    withheld: ['identity', 'transcript'],
    erased: false,
    episodes: [{ outcome: 'abandoned', customerTurns: 1, botTurns: 1 }],
  });
  expect(shown.turns[0]).toMatchObject({ text: null, textWithheld: true, sentiment: -0.4, intent: 'refund' });
  for (const word of ['secret', 'our answer', 'ben']) expect(JSON.stringify(shown)).not.toContain(word);
});

test('of an erased customer times and counts are left', async () => {
  const key = await keyOf('gone');
  const admin = await app.as('admin');
  const subject = { kind: 'customer', id: 'zorblaxcustomer' };
  expect((await admin('POST', '/api/ledger/erasures', { subject, reason: 'asked by mail' })).status).toBe(
    201,
  );
  const { status, body } = await viewer<Conversation>('GET', `/api/conversations/${key}`);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    conversationId: null,
    customer: null,
    contacts: null,
    erased: true,
    withheld: [],
    episodes: [{ outcome: 'self_served_assumed', customerTurns: 1 }],
    turns: [{ text: null, textWithheld: false }, { text: null }],
  });
  expect(JSON.stringify(body)).not.toMatch(/zorblax|secret|our answer/);
});

test('every reader may look, each look is in the access log, and nobody else sees anything', async () => {
  const key = await keyOf('seen');
  for (const role of ['viewer', 'trainer', 'auditor', 'admin'] as const)
    await show('seen', await app.as(role));
  const auditor = await app.as('auditor');
  const { body } = await auditor<AnswerOf<typeof routes.accessLog>>(
    'GET',
    `/api/ledger/access?kind=conversation&key=${key}`,
  );
  const lookers = body.items.map(({ actor, action }) => `${actor} ${action}`);
  expect(lookers.sort()).toEqual(
    ['admin', 'auditor', 'trainer', 'viewer'].map((role) => `The ${role} viewed`),
  );
  expect((await app.anonymous('GET', `/api/conversations/${key}`)).status).toBe(401);
  expect((await (await app.withKey('ingest'))('GET', `/api/conversations/${key}`)).status).toBe(403);
});

test('there is none under a key that nobody has, and a key that is none is refused', async () => {
  expect((await viewer('GET', `/api/conversations/${'A'.repeat(22)}`)).status).toBe(404);
  expect((await viewer('GET', '/api/conversations/nonsense')).status).toBe(400);
});
