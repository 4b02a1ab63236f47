import { createHash } from 'node:crypto';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { FollowService } from '../../backend/src/follow/follow.service.js';
import { DiscoveryService } from '../../backend/src/gaps/discovery.service.js';
import { type Call, startTestApp, type TestApp } from '../support/app.js';
import { escalationLogs } from '../support/escalation-log.js';
import { pointsOnMap } from '../support/map-points.js';
import { takeEvents } from '../support/sample-app.js';

type Gaps = AnswerOf<typeof routes.gapList>;
type Gap = AnswerOf<typeof routes.gapGet>;
type Built = AnswerOf<typeof routes.datasetBuild>;
type Dataset = AnswerOf<typeof routes.datasetGet>;
type Preview = AnswerOf<typeof routes.datasetPreview>;
type Handoffs = AnswerOf<typeof routes.handoffList>;

let app: TestApp;
let trainer: Call;

beforeAll(async () => {
  let now = Date.parse('2026-06-01T00:00:00Z');
  app = await startTestApp({ clock: () => ++now });
  trainer = await app.as('trainer');
  await takeEvents(app, escalationLogs(120).flat());
  await app.app.get(DiscoveryService, { strict: false }).run();
});
afterAll(() => app.close());

const list = async (query = '') => (await trainer<Gaps>('GET', `/api/gaps?${query}`)).body;
const get = async (id: string) => (await trainer<Gap>('GET', `/api/gaps/${id}`)).body;
const firstGap = async () => (await list()).gaps[0] as Gaps['gaps'][number];

describe('gaps over HTTP', () => {
  it('lists gaps by priority, and its counts add up', async () => {
    const { gaps, escalations, run } = await list();
    expect(gaps.length).toBeGreaterThanOrEqual(4);
    expect(gaps.map((gap) => gap.priority)).toEqual(
      [...gaps.map((gap) => gap.priority)].sort((a, b) => b - a),
    );
    expect(gaps.reduce((sum, gap) => sum + gap.total, 0)).toBe(escalations.inGaps);
    expect(escalations.inGaps + escalations.noise + escalations.withoutText).toBe(escalations.total);
    expect(escalations.total).toBe(120);
    expect(run?.escalations).toBe(120);
    for (const gap of gaps) expect(gap.weekly.reduce((sum, count) => sum + count, 0)).toBe(gap.total);
  });

  it('counts a gap as its handoff list does', async () => {
    const gap = await firstGap();
    const handoffs = await trainer<Handoffs>('GET', `/api/handoffs?gap=${gap.id}`);
    expect(handoffs.body.total).toBe(gap.total);
  });

  it('lays its escalations out on a map, each within the circle of its gap', async () => {
    const { gaps } = await list();
    const points = await pointsOnMap(app);
    for (const { id, total, place } of gaps) {
      const own = points.filter(({ gap }) => gap === id);
      expect(own).toHaveLength(total);
      for (const { x, y } of own)
        expect(Math.hypot(x - (place?.x ?? NaN), y - (place?.y ?? NaN))).toBeLessThan(place?.radius ?? NaN);
    }
    const [gap] = gaps;
    const within = await pointsOnMap(app, `?from=${gap?.firstAt}&to=${gap?.lastAt}`);
    expect(within.filter((point) => point.gap === gap?.id)).toHaveLength((gap?.total ?? 0) - 1);
  });

  it('counts within a range, and keeps the total', async () => {
    const gap = await firstGap();
    const { gaps } = await list(`from=${gap.firstAt}&to=${gap.lastAt}`);
    // The end is exclusive.
    expect(gaps.find(({ id }) => id === gap.id)).toMatchObject({ size: gap.total - 1, total: gap.total });
  });

  it('shows masked examples, what the bot tried and what humans did', async () => {
    const gap = await get((await firstGap()).id);
    expect(gap.examples.length).toBeGreaterThan(5);
    for (const { text } of gap.examples) {
      expect(text).toContain('<email>');
      expect(text).not.toContain('@example.com');
    }
    const centralities = gap.examples.map((example) => example.centrality);
    expect(centralities).toEqual([...centralities].sort((a, b) => b - a));
    expect(gap.human.resolvedIntents).toHaveLength(1);
    expect(gap.human.steps).toContainEqual({ step: 'tell the customer', count: expect.any(Number) });
    expect(gap.bot.reasons).toEqual([{ name: 'no_match', count: gap.total }]);
    expect(gap.suggestedIntent).toBe(gap.resolvedIntent?.name);
    expect(gap.lineage.map(({ event }) => event)).toEqual(['new']);
  });

  it('says what its type rests on, with counts, and what humans do that the bot does not', async () => {
    const gap = await get((await firstGap()).id);
    const reasons = gap.evidence.find(({ fact }) => fact === 'no_match');
    expect(reasons).toEqual({ fact: 'no_match', count: gap.total, of: gap.total, share: 1, forType: true });
    const confused = gap.evidence.find(({ fact }) => fact === 'other_intent_resolved');
    expect(confused).toMatchObject({ of: 0, share: null });
    expect(gap.difference.onlyHuman).toContain('tell the customer');
    expect(gap.human.medianSteps).toBe(2);
    expect(gap.lineageGraph.nodes).toMatchObject([{ gap: gap.id, event: 'new', size: gap.total }]);
  });

  it('ranks by volume and agreement, and by cost once it is known', async () => {
    const before = await firstGap();
    expect(before.cost).toMatchObject({ basis: 'count', perEscalation: 1 });
    const admin = await app.as('admin');
    const rates = { currency: 'EUR', bot_episode: 0, human_contact: 3, human_hour: 0 };
    expect((await admin('PATCH', '/api/cost-rates', rates)).status).toBe(200);
    const gap = await firstGap();
    expect(gap.cost).toEqual({ basis: 'money', currency: 'EUR', perEscalation: 3, total: 3 * gap.size });
    expect(gap.priority).toBeCloseTo(3 * gap.size * gap.consistency, 3);
    expect(gap.priorityInterval.low).toBeLessThan(gap.priority);
    expect(gap.trend).toBeNull();
    expect(gap).toMatchObject({ forEver: false, sinceRelease: null });
  });

  it('keeps a name and a dismissal through a rebuild, and takes a dismissal back', async () => {
    const { id } = await firstGap();
    const named = await trainer<Gap>('POST', `/api/gaps/${id}/name`, { name: 'New home' });
    expect(named.body).toMatchObject({ name: 'New home', named: true, status: 'reviewed' });
    const dismissed = await trainer<Gap>('POST', `/api/gaps/${id}/dismissal`, { reason: 'done by the app' });
    expect(dismissed.body.status).toBe('dismissed');
    expect((await list()).gaps.map((gap) => gap.id)).not.toContain(id);
    await app.app.get(FollowService, { strict: false }).rebuild('gaps');
    expect(await get(id)).toMatchObject({ name: 'New home', status: 'dismissed' });
    expect((await list('includeDismissed=true')).gaps.map((gap) => gap.id)).toContain(id);
    const restored = await trainer<Gap>('DELETE', `/api/gaps/${id}/dismissal`);
    expect(restored.body).toMatchObject({ name: 'New home', status: 'reviewed' });
    expect((await get(id)).lineage.map(({ event }) => event)).toEqual([
      'new',
      'named',
      'dismissed',
      'restored',
    ]);
  });

  it('knows nothing of a gap that is not there', async () => {
    expect((await trainer('GET', '/api/gaps/gnothing1')).status).toBe(404);
    expect((await trainer('POST', '/api/gaps/gnothing1/name', { name: 'x' })).status).toBe(404);
    expect((await trainer('GET', '/api/gaps/nonsense!')).status).toBe(400);
  });
});

describe('datasets over HTTP', () => {
  const request = { name: 'All needs', split: { train: 70, validation: 15, test: 15 } };
  const bytes = async (id: string, format: string, headers: Record<string, string> = {}) =>
    fetch(`${app.url}/api/datasets/${id}/download?format=${format}`, {
      headers: { authorization: `Bearer ${await app.key('trainer')}`, ...headers },
    });

  it('builds what it previewed, once for the same request', async () => {
    const preview = (await trainer<Preview>('POST', '/api/datasets/preview', request)).body;
    const built = await trainer<Built>('POST', '/api/datasets', request);
    expect(built.status).toBe(201);
    expect(built.body).toMatchObject({ version: 1, created: true, examples: preview.counts.examples });
    const again = await trainer<Built>('POST', '/api/datasets', { ...request, languages: [] });
    expect(again.body).toEqual({ ...built.body, created: false });
    const smaller = await trainer<Built>('POST', '/api/datasets', { ...request, to: '2026-03-03T20:00:00Z' });
    expect(smaller.body).toMatchObject({ version: 2, created: true });
    const { body } = await trainer<Dataset>('GET', `/api/datasets/${built.body.id}`);
    expect(body.manifest.counts).toEqual(preview.counts);
    expect(body.manifest.checkpoint.size).toBeGreaterThan(400);
    expect(body.manifest.masked).toEqual([{ kind: 'email', count: preview.counts.examples }]);
    expect(body.sample).toHaveLength(20);
    expect((await trainer<Built[]>('GET', '/api/datasets')).body).toHaveLength(2);
  });

  it('hands out the bytes that the manifest names, the same in both formats', async () => {
    const [{ id } = { id: '' }] = (await trainer<Built[]>('GET', '/api/datasets')).body;
    const { manifest } = (await trainer<Dataset>('GET', `/api/datasets/${id}`)).body;
    const contents: Record<string, Buffer> = {};
    for (const { format, digest, bytes: length } of manifest.files) {
      const response = await bytes(id, format);
      expect(response.headers.get('etag')).toBe(`"${digest}"`);
      expect(response.headers.get('content-disposition')).toContain(`.${format}"`);
      const content = Buffer.from(await response.arrayBuffer());
      expect(content.byteLength).toBe(length);
      expect(`sha256:${createHash('sha256').update(content).digest('hex')}`).toBe(digest);
      contents[format] = content;
      const known = await bytes(id, format, { 'if-none-match': `"${digest}"` });
      expect(known.status).toBe(304);
    }
    const lines = (contents.jsonl ?? Buffer.alloc(0)).toString().trimEnd().split('\n');
    const rows = tableFromIPC(contents.arrow ?? Buffer.alloc(0)).toArray();
    expect(rows.map((row) => row?.toJSON())).toEqual(lines.map((line) => JSON.parse(line) as unknown));
    expect(lines).toHaveLength(manifest.counts.examples);
  });

  it('enters what was built and taken into the ledger', async () => {
    const auditor = await app.as('auditor');
    await takeEvents(app, []);
    const types = async (type: string) =>
      (await auditor<{ items: unknown[] }>('GET', `/api/ledger/entries?type=${type}`)).body.items.length;
    expect(await types('dataset.built')).toBe(2);
    expect(await types('dataset.exported')).toBe(2);
  });

  it('refuses to build from nothing, and bad requests', async () => {
    const empty = await trainer('POST', '/api/datasets', { ...request, from: '2030-01-01T00:00:00Z' });
    expect(empty.status).toBe(422);
    const wrong = await trainer('POST', '/api/datasets', {
      ...request,
      split: { train: 50, validation: 1, test: 1 },
    });
    expect(wrong.status).toBe(400);
    expect((await trainer('GET', '/api/datasets/dnothing1')).status).toBe(404);
    const viewer = await app.as('viewer');
    expect((await viewer('POST', '/api/datasets', request)).status).toBe(403);
  });
});
