import { expect } from 'vitest';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { sql } from '../../backend/src/db/sql.js';
import { DiscoveryService } from '../../backend/src/gaps/discovery.service.js';
import { type Call, startTestApp, type TestApp } from './app.js';
import { escalationLogs } from './escalation-log.js';
import { takeEvents } from './sample-app.js';

type Claim = AnswerOf<typeof routes.reviewClaim>;
export type ReviewItem = Claim['items'][number];
type Decided = AnswerOf<typeof routes.reviewDecide>;
interface Refusal {
  detail: string;
  reason?: string;
  members?: string[];
}

/** Gaps of four needs, two people who review them, and a clock. */
export async function openReview(count = 160) {
  let now = Date.parse('2026-06-01T00:00:00Z');
  const app = await startTestApp({ clock: () => ++now });
  await takeEvents(app, escalationLogs(count).flat());
  await app.app.get(DiscoveryService, { strict: false }).run();
  const [trainer, admin] = await Promise.all([app.as('trainer'), app.as('admin')]);
  const wait = (ms: number): void => {
    now += ms;
  };
  return { app, trainer, admin, wait };
}

export async function claim(by: Call, body: object = {}): Promise<Claim> {
  const answer = await by<Claim>('POST', '/api/review/claim', body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
}

export async function first(by: Call, body: object = {}): Promise<ReviewItem> {
  const [item] = (await claim(by, body)).items;
  if (!item) throw new Error('nothing is left to review');
  return item;
}

export async function decide(by: Call, item: string, body: object): Promise<Decided> {
  const answer = await by<Decided>('POST', `/api/review/items/${item}/decision`, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body;
}

export async function refuse(by: Call, item: string, body: object) {
  const { status, body: refusal } = await by<Refusal>('POST', `/api/review/items/${item}/decision`, body);
  return { status, ...refusal };
}

export const undo = (by: Call, decision: string) =>
  by<Decided>('DELETE', `/api/review/decisions/${decision}`);
export const release = (by: Call, item: string) => by('POST', `/api/review/items/${item}/release`);
export const keysOf = (item: ReviewItem): string[] => item.members.map(({ handoffKey }) => handoffKey);

/** What examples are, as text. */
export async function labelsOf({ database }: TestApp): Promise<string[]> {
  const rows = await database.query<{ row: string }>(sql`
    select encode(handoff_key, 'hex') || ' ' || coalesce(intent, '-') as row from gap_label order by 1`);
  return rows.map(({ row }) => row);
}
