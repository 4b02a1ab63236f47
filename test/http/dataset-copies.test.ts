import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { DiscoveryService } from '../../backend/src/gaps/discovery.service.js';
import { type Call, startTestApp, type TestApp } from '../support/app.js';
import { escalationLogs } from '../support/escalation-log.js';
import { EventLog } from '../support/event-log.js';
import { takeEvents } from '../support/sample-app.js';

type Built = AnswerOf<typeof routes.datasetBuild>;
type Preview = AnswerOf<typeof routes.datasetPreview>;
type Handoff = AnswerOf<typeof routes.handoffGet>;
type Row = Record<'id' | 'text' | 'label' | 'split' | 'handoff', string>;
interface Withdrawn {
  id: string;
  why: string;
}

let app: TestApp;
let trainer: Call;
beforeAll(async () => {
  app = await startTestApp();
  trainer = await app.as('trainer');
  await takeEvents(app, escalationLogs(80).flat());
  await app.app.get(DiscoveryService, { strict: false }).run();
});
afterAll(() => app.close());

const build = async (name: string, more: object = {}) =>
  (await trainer<Built>('POST', '/api/datasets', { name, ...more })).body;
const fetchFile = async (path: string, headers: Record<string, string> = {}) => {
  const authorization = `Bearer ${await app.key('trainer')}`;
  return fetch(`${app.url}/api/datasets/${path}`, { headers: { authorization, ...headers } });
};
const linesOf = async <Line>(path: string): Promise<Line[]> => {
  const response = await fetchFile(path);
  expect(response.status).toBe(200);
  return (await response.text())
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);
};
const rowsOf = (id: string, query = '') => linesOf<Row>(`${id}/download?${query}`);
const withdrawnOf = (id: string, since: number) => linesOf<Withdrawn>(`${id}/withdrawn?since=${since}`);
/** What a delta is about: how sure a label is may change without news. */
const byId = (rows: readonly Row[]) =>
  rows
    .map(({ id, text, label, split }) => ({ id, text, label, split }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));

/** What becomes of a copy that first gives up what is withdrawn and then takes what is new, as files append. */
async function followed(copy: readonly Row[], id: string, since: number) {
  const gone = new Set((await withdrawnOf(id, since)).map((one) => one.id));
  return byId([...copy.filter((row) => !gone.has(row.id)), ...(await rowsOf(id, `since=${since}`))]);
}

test('a copy that gives up what is withdrawn and takes what is new is the newer version, whatever became of the rows', async () => {
  const older = await build('Followed', { mostPerLabel: 6, split: { train: 80, validation: 10, test: 10 } });
  const copy = await rowsOf(older.id);
  const newer = await build('Followed', {
    mostPerLabel: 4,
    label: 'gap',
    split: { train: 40, validation: 30, test: 30 },
  });
  const after = await rowsOf(newer.id);
  expect(await followed(copy, newer.id, older.version)).toEqual(byId(after));

  const now = new Map(after.map((row) => [row.id, row]));
  const why = (row: Row) => {
    const found = now.get(row.id);
    if (!found) return 'gone';
    if (found.label !== row.label) return 'changed';
    return found.split === row.split ? [] : 'moved';
  };
  const withdrawn = await withdrawnOf(newer.id, older.version);
  expect(withdrawn).toEqual(
    copy.flatMap((row) => [why(row)].flat().map((said) => ({ id: row.id, why: said }))),
  );
  expect(new Set(withdrawn.map((one) => one.why))).toContain('gone');
  expect((await fetchFile(`${older.id}/withdrawn?since=2`)).status).toBe(400);
  expect((await fetchFile(`${older.id}/withdrawn`)).status).toBe(400);

  const { body } = await trainer<Preview>('POST', '/api/datasets/preview', {
    name: 'Followed',
    mostPerLabel: 2,
  });
  const kept = new Set((await rowsOf((await build('Smaller', { mostPerLabel: 2 })).id)).map((row) => row.id));
  const lost = after.filter((row) => !kept.has(row.id)).length;
  expect(lost).toBeGreaterThan(0);
  expect(body.warnings).toContain(
    `${lost} examples of version 2 are gone: what takes only what is new must give them up`,
  );
  const { body: card } = await trainer<string>('GET', `/api/datasets/${newer.id}/readme`);
  expect(card).toContain(`/api/datasets/${newer.id}/withdrawn?since=N`);
});

test('a version names who took back consent and who was erased since it was built, and an interrupted file is not spliced', async () => {
  const { id } = await build('Taken back');
  const copy = await rowsOf(id);
  expect(await withdrawnOf(id, 1)).toEqual([]);
  const begun = await fetchFile(`${id}/download`, { range: 'bytes=0-99' });
  const tag = begun.headers.get('etag') ?? '';

  const conversationOf = async (row: Row | undefined) =>
    (await trainer<Handoff>('GET', `/api/handoffs/${row?.handoff}`)).body.conversationId ?? '';
  const [first, second] = copy;
  const log = new EventLog(await conversationOf(first), 'shop');
  log.add('consent.changed', 5000, { scopes: ['transcript'] }, { id: 'consent' });
  await takeEvents(app, log.events);
  expect(await withdrawnOf(id, 1)).toEqual([{ id: first?.id, why: 'consent' }]);

  const admin = await app.as('admin');
  const { customer } = (await trainer<Handoff>('GET', `/api/handoffs/${second?.handoff}`)).body;
  const subject = { kind: 'customer', id: customer };
  expect((await admin('POST', '/api/ledger/erasures', { subject })).status).toBeLessThan(300);
  expect(await withdrawnOf(id, 1)).toEqual([
    { id: second?.id, why: 'erased' },
    { id: first?.id, why: 'consent' },
  ]);
  expect(await rowsOf(id)).toEqual(copy.slice(2));

  const whole = await (await fetchFile(`${id}/download`)).text();
  const rest = { range: 'bytes=100-' };
  const resumed = await fetchFile(`${id}/download`, { ...rest, 'if-range': tag });
  expect([resumed.status, await resumed.text()]).toEqual([200, whole]);
  const refused = await fetchFile(`${id}/download`, { ...rest, 'if-match': tag });
  expect([refused.status, refused.headers.get('content-type')]).toEqual([
    412,
    expect.stringContaining('application/problem+json'),
  ]);
  const now = resumed.headers.get('etag') ?? '';
  for (const [header, status] of [
    [now, 206],
    [`"x", ${now}`, 206],
    ['*', 206],
    [`W/${now}`, 412],
    ['"x"', 412],
  ] as const)
    expect((await fetchFile(`${id}/download`, { ...rest, 'if-match': header })).status).toBe(status);
  const weak = await fetchFile(`${id}/download`, { ...rest, 'if-range': `W/${now}` });
  expect(weak.status).toBe(200);
  const both = await fetchFile(`${id}/download`, { 'if-match': '"x"', 'if-none-match': now });
  expect(both.status).toBe(412);
});
