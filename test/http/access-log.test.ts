import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LooksService } from '../../backend/src/access-log/looks.service.js';
import { rebuild } from '../../backend/src/cli/rebuild.js';
import { purposeHeader } from '../../backend/src/contract/access-log.js';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { sql } from '../../backend/src/db/sql.js';
import { CursorStore } from '../../backend/src/follow/cursor.store.js';
import { fingerprintsOf } from '../../backend/src/follow/fingerprint.store.js';
import { ScheduleService } from '../../backend/src/schedule/schedule.service.js';
import { type Call, caller, startTestApp, type TestApp } from '../support/app.js';
import { EventLog } from '../support/event-log.js';
import { takeEvents } from '../support/sample-app.js';

type Log = AnswerOf<typeof routes.accessLog>;
type List = AnswerOf<typeof routes.handoffList>;
type Entry = AnswerOf<typeof routes.ledgerEntry>;

let app: TestApp;
let viewer: Call;
let auditor: Call;
let key: string;
let now = Date.parse('2026-06-01T00:00:00Z');

const log = async (query = ''): Promise<Log> => {
  const answer = await auditor<Log>('GET', `/api/ledger/access${query}`);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
};
const queued = async () =>
  (await app.database.one<{ n: number }>(sql`select count(*) as n from record_view`))?.n ?? 0;

beforeAll(async () => {
  app = await startTestApp({ clock: () => now });
  viewer = await app.as('viewer');
  auditor = await app.as('auditor');
  const told = new EventLog('told', 'shop')
    .started(0, { bot: 'ada', customer: { id: 'zoe' } })
    .customer(1, { text: 'I want my money back' })
    .escalated(2, { handoff_id: 'told-1' });
  await takeEvents(app, told.events);
  key = (await viewer<List>('GET', '/api/handoffs')).body.items[0]?.key ?? '';
});
afterAll(() => app.close());
beforeEach(() => {
  now += 10 * 60_000;
});

describe('a look', () => {
  it('is in the log with who, when, how and why', async () => {
    const withPurpose = caller(app.url, {
      authorization: `Bearer ${await app.key('viewer')}`,
      [purposeHeader]: 'complaint%20%E2%84%96%207',
    });
    await viewer('GET', `/api/handoffs/${key}`);
    await withPurpose('GET', `/api/handoffs/${key}`);
    const { items } = await log(`?kind=handoff&key=${key}`);
    expect(items).toHaveLength(2);
    expect(items).toContainEqual(
      expect.objectContaining({
        actor: 'The viewer',
        via: 'session',
        action: 'viewed',
        purpose: null,
        views: 1,
      }),
    );
    expect(items).toContainEqual(
      expect.objectContaining({ via: 'key', purpose: 'complaint № 7', at: new Date(now).toISOString() }),
    );
  });

  it('is a leaf that proves who looked, and opens for an auditor', async () => {
    await viewer('GET', `/api/handoffs/${key}`);
    const [item] = (await log(`?key=${key}`)).items;
    const { body } = await auditor<Entry>('GET', `/api/ledger/entries/${item?.entry}`);
    expect(body.type).toBe('record.viewed');
    expect(body.open).toEqual({ views: 1 });
    expect(body.fields.find((field) => field.pointer === '/data/items')?.value).toEqual([
      { at: item?.at, kind: 'handoff', key },
    ]);
    // What was looked at stands nowhere in the bytes that stay for ever.
    expect(body.entry).not.toContain(key);
  });

  it('at a list says which filters were used, never for whom', async () => {
    await viewer('GET', '/api/handoffs?search=zoe&view=failed');
    const { items } = await log('?kind=list');
    expect(items[0]).toMatchObject({ key: '/api/handoffs?search&view', action: 'viewed' });
    expect(JSON.stringify(items)).not.toContain('zoe');
  });

  it('that was refused or found nothing is not one', async () => {
    const before = (await log()).total;
    await log();
    expect((await viewer('GET', '/api/handoffs/AAAAAAAAAAAAAAAAAAAAAA')).status).toBe(404);
    expect((await viewer('GET', '/api/ledger/entries/0')).status).toBe(403);
    expect((await viewer('GET', '/api/handoffs?view=nonsense')).status).toBe(400);
    expect((await app.anonymous('GET', `/api/handoffs/${key}`)).status).toBe(401);
    // Two readings of the log itself have come in, one for each that ended before this one.
    expect((await log()).total).toBe(before + 2);
  });

  it('whose purpose cannot be read is refused', async () => {
    const call = caller(app.url, {
      authorization: `Bearer ${await app.key('viewer')}`,
      [purposeHeader]: 'a%0Ab',
    });
    expect((await call('GET', `/api/handoffs/${key}`)).status).toBe(400);
  });

  it('repeated within a minute is one line with a count', async () => {
    for (let i = 0; i < 5; i += 1) await viewer('GET', `/api/handoffs/${key}`);
    expect((await log(`?key=${key}`)).items[0]).toMatchObject({ views: 5 });
  });

  it('does not make the data reach further', async () => {
    const cursors = app.app.get(CursorStore, { strict: false });
    const before = await cursors.watermark('episodes');
    await viewer('GET', `/api/handoffs/${key}`);
    await log();
    await app.app.get(ScheduleService, { strict: false }).runPipeline();
    expect(await cursors.watermark('episodes')).toEqual(before);
  });
});

describe('what cannot be recorded', () => {
  it('is not shown', async () => {
    await app.admin.database.query(sql`alter table record_view rename to record_view_gone`);
    const answer = await viewer<{ code: string }>('GET', `/api/handoffs/${key}`);
    const list = await viewer('GET', '/api/handoffs');
    await app.admin.database.query(sql`alter table record_view_gone rename to record_view`);
    expect([answer.status, list.status]).toEqual([503, 503]);
    expect(JSON.stringify(answer.body)).not.toContain('money');
    expect((await viewer('GET', `/api/handoffs/${key}`)).status).toBe(200);
  });

  it('leaves the queue only with its event', async () => {
    await log();
    await viewer('GET', `/api/handoffs/${key}`);
    const waiting = await queued();
    // The append fails after the rows were taken: both are undone.
    await app.admin.database.query(sql`
      create function refuse_views() returns trigger language plpgsql as $$ begin raise 'no'; end $$`);
    await app.admin.database.query(sql`
      create constraint trigger refuse_views after delete on record_view
      deferrable initially deferred for each row execute function refuse_views()`);
    const looks = app.app.get(LooksService, { strict: false });
    await expect(looks.enter()).rejects.toThrow('no');
    expect(await queued()).toBe(waiting);
    await app.admin.database.query(sql`drop function refuse_views cascade`);
    await looks.enter();
    expect(await queued()).toBe(0);
    expect((await log(`?key=${key}`)).items[0]?.at).toBe(new Date(now).toISOString());
  });

  it('is entered once by any number of processes', async () => {
    await log();
    for (let i = 0; i < 20; i += 1)
      await viewer('GET', `/api/handoffs?from=2026-01-01T00:00:00Z&limit=${i + 1}`);
    const looks = app.app.get(LooksService, { strict: false });
    await Promise.all([looks.enter(), looks.enter(), looks.enter(), looks.enter()]);
    const { items } = await log('?kind=list');
    const found = items.filter((item) => item.at === new Date(now).toISOString());
    expect(found.reduce((sum, item) => sum + item.views, 0)).toBe(20);
    expect(await queued()).toBeLessThanOrEqual(1);
  });
});

describe('the log', () => {
  it('gives every line once, page by page', async () => {
    const all = await log('?limit=200');
    expect(all.items).toHaveLength(all.total);
    const to = encodeURIComponent(new Date(now).toISOString());
    const paged: unknown[] = [];
    let next: string | null = null;
    do {
      const page: Log = await log(`?limit=3&to=${to}${next ? `&before=${next}` : ''}`);
      paged.push(...page.items);
      next = page.next;
    } while (next);
    expect(paged).toEqual(all.items.filter((item) => Date.parse(item.at) < now));
  });

  it('is searched by actor, action, kind, key and time', async () => {
    const found = async (query: string) => (await log(`?limit=200&${query}`)).items;
    expect((await found('actor=viewer')).every((item) => item.actor === 'The viewer')).toBe(true);
    expect(await found('actor=VIEW')).not.toEqual([]);
    expect(await found('actor=nobody')).toEqual([]);
    expect((await found('kind=access_log')).every((item) => item.actor === 'The auditor')).toBe(true);
    expect(await found('to=2026-01-01T00:00:00Z')).toEqual([]);
    expect((await auditor('GET', '/api/ledger/access?before=abc')).status).toBe(400);
  });

  it('is exported as CSV in which no cell is a formula, and the export is in it', async () => {
    const call = caller(app.url, {
      authorization: `Bearer ${await app.key('auditor')}`,
      [purposeHeader]: '=cmd()',
    });
    await call('GET', `/api/handoffs/${key}`);
    const { status, headers, body } = await call<string>('GET', '/api/ledger/access/export?kind=handoff');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const lines = body.trimEnd().split('\r\n');
    expect(lines[0]).toBe('at,actor,via,action,kind,key,purpose,views,entry');
    expect(lines).toHaveLength((await log('?kind=handoff')).total + 1);
    expect(body).toContain(",'=cmd(),");
    expect((await log('?action=exported')).items[0]).toMatchObject({
      kind: 'access_log',
      key: '/api/ledger/access/export?kind',
      purpose: '=cmd()',
    });
  });

  it('is the same when it is derived anew, also after the actor was erased', async () => {
    await log();
    const dump = async () => (await fingerprintsOf(app.database, ['access_log']))[0];
    const say = { config: app.config, env: {}, say: () => undefined, note: () => undefined };
    const before = await dump();
    await rebuild.run(['access'], say);
    expect(await dump()).toEqual(before);

    const { id = '' } =
      (await app.database.one<{ id: string }>(sql`select id from account where role = 'viewer'`)) ?? {};
    const total = (await log(`?limit=200&actor=${id}`)).items.reduce((sum, item) => sum + item.views, 0);
    const admin = await app.as('admin');
    const subject = { kind: 'actor', id };
    expect((await admin('POST', '/api/ledger/erasures', { subject })).status).toBe(201);
    const erased = await dump();
    await rebuild.run(['access'], say);
    expect(await dump()).toEqual(erased);
    const gone = (await log('?limit=200')).items.filter((item) => item.actor === null);
    expect(gone.reduce((sum, item) => sum + item.views, 0)).toBe(total);
    expect(gone[0]).toMatchObject({ kind: null, key: null, via: null, purpose: null });
  });
});
