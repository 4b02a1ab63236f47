import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { sql } from '../../backend/src/db/sql.js';
import { DiscoveryService } from '../../backend/src/gaps/discovery.service.js';
import { type Call, startTestApp, type TestApp } from '../support/app.js';
import { escalationLogs } from '../support/escalation-log.js';
import { takeEvents } from '../support/sample-app.js';

type Claim = AnswerOf<typeof routes.reviewClaim>;
type Item = Claim['items'][number];
type Decided = AnswerOf<typeof routes.reviewDecide>;
type Preview = AnswerOf<typeof routes.datasetPreview>;

let app: TestApp;
let trainer: Call;
let now = Date.parse('2026-06-01T00:00:00Z');

beforeAll(async () => {
  app = await startTestApp({ clock: () => ++now });
  trainer = await app.as('trainer');
  await takeEvents(app, escalationLogs(160).flat());
  await app.app.get(DiscoveryService, { strict: false }).run();
});
afterAll(() => app.close());

const claim = async (by: Call, body: object = {}): Promise<Claim> => {
  const answer = await by<Claim>('POST', '/api/review/claim', body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
};
const first = async (by: Call, body: object = {}): Promise<Item> => {
  const [item] = (await claim(by, body)).items;
  if (!item) throw new Error('nothing is left to review');
  return item;
};
const decide = async (by: Call, item: string, body: object): Promise<Decided> => {
  const answer = await by<Decided>('POST', `/api/review/items/${item}/decision`, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body;
};
const labels = async () => {
  const rows = await app.database.query<{ row: string }>(sql`
    select encode(handoff_key, 'hex') || ' ' || coalesce(intent, '-') as row from gap_label order by 1`);
  return rows.map(({ row }) => row);
};
const preview = async (more: object = {}) =>
  (
    await trainer<Preview>('POST', '/api/datasets/preview', {
      name: 'Reviewed',
      quality: 'reviewed',
      ...more,
    })
  ).body;

describe('the queue', () => {
  it('begins with a whole core, and one decision labels all of it', async () => {
    const item = await first(trainer);
    expect(item).toMatchObject({ kind: 'core', labelFrom: 'resolved' });
    expect(item.members.length).toBeGreaterThan(10);
    expect((await preview()).counts.examples).toBe(0);
    const decided = await decide(trainer, item.id, { verdict: 'accept' });
    expect(decided).toMatchObject({
      label: item.label,
      handoffs: item.members.length,
      open: 0,
      applied: true,
    });
    expect(await labels()).toHaveLength(item.members.length);
    const { counts } = await preview();
    expect(counts.labels.map(({ label }) => label)).toEqual([item.label]);
    const undone = await trainer<Decided>('DELETE', `/api/review/decisions/${decided.decision}`);
    expect(undone.body).toMatchObject({ undone: true, open: item.members.length });
    expect(await labels()).toEqual([]);
    const again = await first(trainer);
    expect(again.id).toBe(item.id);
    await decide(trainer, again.id, { verdict: 'accept' });
  });
});
