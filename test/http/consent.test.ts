import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataOf } from '../../backend/src/contract/events.js';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { type Call, startTestApp, type TestApp } from '../support/app.js';
import { EventLog } from '../support/event-log.js';
import { takeEvents } from '../support/sample-app.js';

type List = AnswerOf<typeof routes.handoffList>;
type Handoff = AnswerOf<typeof routes.handoffGet>;
type Entry = AnswerOf<typeof routes.ledgerEntry>;
type Entries = AnswerOf<typeof routes.ledgerEntries>;

let app: TestApp;
let viewer: Call;
let auditor: Call;

const get = async (search: string) => {
  const [row] = (await viewer<List>('GET', `/api/handoffs?search=${search}`)).body.items;
  return (await viewer<Handoff>('GET', `/api/handoffs/${row?.key}`)).body;
};

/** A conversation of `customer` in which everything that consent can cover is there. */
function told(conversation: string, customer: string, scopes?: string[]): EventLog {
  return new EventLog(conversation, 'shop')
    .started(0, { bot: 'ada', customer: { id: customer } })
    .customer(1, { text: 'my secret words', sentiment: -0.4 })
    .escalated(2, {
      handoff_id: `${conversation}-h`,
      reason_raw: 'raw reason',
      consent_scopes: scopes,
      context: {
        identity: { name: 'Zoe', verified: true },
        intent: 'refund',
        phone: '+49 30 1',
        sentiment: -0.4,
        transcript: 'the transcript',
        entities: { order: '4711' },
        attempts: ['tried'],
        failed_action: { code: 'E42' },
        sources: ['faq'],
        summary: { situation: 'wants money', recommendation: 'pay' },
      },
      required_actions: [{ id: 'pay', description: 'pay it back' }],
    })
    .resolved(9, { words: 'paid Zoe', steps: ['paid'] });
}
const consent = (log: EventLog, at: number, data: DataOf<'consent.changed'>) =>
  log.add('consent.changed', at, data);
const everything = ['identity', 'transcript', 'sentiment', 'summary', 'entities', 'attempts', 'sources'];

beforeAll(async () => {
  app = await startTestApp({ clock: () => Date.parse('2026-06-01T00:00:00Z') });
  viewer = await app.as('viewer');
  auditor = await app.as('auditor');
});
afterAll(() => app.close());

describe('a handoff', () => {
  it('is shown whole while nobody said anything about consent', async () => {
    await takeEvents(app, told('free', 'ann', ['identity']).events);
    const handoff = await get('free-h');
    expect(handoff).toMatchObject({ customer: 'ann', withheld: [], reasonRaw: 'raw reason' });
    expect(handoff.turns[0]).toMatchObject({ text: 'my secret words', textWithheld: false });
    expect(handoff.context.every((field) => field.withheld === null)).toBe(true);
  });

  it('withholds what consent does not cover, says so, and keeps what is counted', async () => {
    await takeEvents(app, consent(told('none', 'ben'), 20, { scopes: [] }).events);
    const handoff = await get('none-h');
    expect(handoff).toMatchObject({
      customer: null,
      reasonRaw: null,
      erased: false,
      intent: 'refund',
      withheld: everything,
      resolution: { outcome: 'resolved', words: null, steps: [] },
      requiredActions: [{ id: 'pay', description: null }],
    });
    expect(handoff.turns[0]).toMatchObject({ text: null, textWithheld: true, sentiment: null });
    const fields = new Map(handoff.context.map((field) => [field.name, field]));
    expect(fields.get('transcript')).toMatchObject({ travelled: true, value: null, withheld: 'transcript' });
    expect(fields.get('phone')).toMatchObject({ value: null, withheld: 'identity' });
    expect(fields.get('intent')).toMatchObject({ value: 'refund', withheld: null });
    const text = JSON.stringify(handoff);
    for (const word of ['secret', 'Zoe', '4711', 'wants money', 'ben']) expect(text).not.toContain(word);
  });

  it.each(everything)('shows what the scope %s covers and nothing else', async (scope) => {
    const name = `only-${scope}`;
    await takeEvents(app, consent(told(name, `c-${scope}`), 20, { scopes: [scope] }).events);
    expect((await get(`${name}-h`)).withheld).toEqual(everything.filter((other) => other !== scope));
  });

  it('follows the latest word by the time of the event, in whatever order it arrives', async () => {
    const log = told('turns', 'dan');
    consent(log, 40, { scopes: everything });
    consent(log, 30, { scopes: [] });
    await takeEvents(app, log.events);
    expect((await get('turns-h')).withheld).toEqual([]);
    const later = new EventLog('turns', 'shop');
    later.add('consent.changed', 50, { scopes: ['identity'] }, { id: 'turns-later' });
    await takeEvents(app, later.events);
    expect((await get('turns-h')).withheld).toEqual(everything.filter((scope) => scope !== 'identity'));
  });

  it('heeds what is said to Baton and to everyone, and not what is said to others', async () => {
    const log = consent(told('party', 'eve'), 20, { scopes: [], party: 'partner' });
    await takeEvents(app, log.events);
    expect((await get('party-h')).withheld).toEqual([]);
    const more = new EventLog('party', 'shop');
    more.add('consent.changed', 30, { scopes: [], party: 'baton' }, { id: 'party-later' });
    await takeEvents(app, more.events);
    expect((await get('party-h')).withheld).toEqual(everything);
  });

  it('heeds a word about the customer in all of their conversations, else in its own only', async () => {
    await takeEvents(app, told('here', 'finn').events);
    await takeEvents(app, consent(told('there', 'finn'), 20, { scopes: [] }).events);
    expect((await get('here-h')).withheld).toEqual([]);
    const whole = new EventLog('third', 'shop');
    whole.add('consent.changed', 30, { scopes: ['summary'], customer: { id: 'FINN ' } });
    await takeEvents(app, whole.events);
    expect((await get('here-h')).withheld).toEqual(everything.filter((scope) => scope !== 'summary'));
    expect((await get('there-h')).withheld).not.toContain('summary');
  });
});

describe('a ledger entry', () => {
  const entries = async (conversation: string) => {
    const { body } = await auditor<Entries>('GET', `/api/ledger/entries?conversation=${conversation}`);
    return Promise.all(
      body.items.map(async ({ index }) => (await auditor<Entry>('GET', `/api/ledger/entries/${index}`)).body),
    );
  };

  it('shows commitments and no value, no salt of what consent does not cover', async () => {
    await takeEvents(app, consent(told('audit', 'gus'), 20, { scopes: ['summary'] }).events);
    const found = await entries('audit');
    const initiated = found.find((entry) => entry.type === 'handoff.initiated');
    const fields = new Map(initiated?.fields.map((field) => [field.pointer, field]));
    expect(fields.get('/data/context/summary/situation')).toMatchObject({
      value: 'wants money',
      withheld: [],
    });
    expect(fields.get('/data/context/transcript')).toMatchObject({
      value: null,
      salt: null,
      matches: true,
      withheld: ['transcript'],
    });
    expect(fields.get('/data/handoff_id')?.value).toBe('audit-h');
    // The whole event holds all of it.
    expect(fields.get('')).toMatchObject({ value: null, salt: null });
    const text = JSON.stringify(found);
    for (const word of ['secret', 'Zoe', '4711', 'gus']) expect(text).not.toContain(word);
  });

  it('is whole where nothing is restricted', async () => {
    const [entry] = await entries('free');
    expect(entry?.fields.every((field) => field.withheld.length === 0 && field.salt !== null)).toBe(true);
  });
});

describe('over-sharing', () => {
  it('names the fields that travelled beyond the stated consent, in list, view and page', async () => {
    await takeEvents(app, told('beyond', 'hal', ['identity', 'summary', 'name']).events);
    const beyond = ['attempts', 'entities', 'failed_action', 'sentiment', 'sources', 'transcript'];
    const { items } = (await viewer<List>('GET', '/api/handoffs?view=over_shared&limit=200')).body;
    expect(items.find((item) => item.id === 'beyond-h')?.overShared).toEqual(beyond);
    // Consent that is not stated is not overstepped.
    expect(items.map((item) => item.id)).not.toContain('none-h');
    const { context, overShared } = await get('beyond-h');
    expect(overShared).toEqual(beyond);
    expect(
      context
        .filter((field) => field.overShared)
        .map((field) => field.name)
        .sort(),
    ).toEqual(beyond);
  });
});
