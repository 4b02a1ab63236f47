import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { exportCommand } from '../../backend/src/cli/export.js';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { sql } from '../../backend/src/db/sql.js';
import { DiscoveryService } from '../../backend/src/gaps/discovery.service.js';
import { type Call, startTestApp, type TestApp } from '../support/app.js';
import { escalationLogs } from '../support/escalation-log.js';
import { EventLog } from '../support/event-log.js';
import { takeEvents } from '../support/sample-app.js';

type Gaps = AnswerOf<typeof routes.gapList>;
type Gap = AnswerOf<typeof routes.gapGet>;
type Handoff = AnswerOf<typeof routes.handoffGet>;
type Built = AnswerOf<typeof routes.datasetBuild>;
type Dataset = AnswerOf<typeof routes.datasetGet>;
type Preview = AnswerOf<typeof routes.datasetPreview>;
type Row = { handoff: string; text: string };
type Front = { dataset_info: { splits: { num_examples: number }[] } };
type Croissant = { distribution: { '@id': string; sha256: string; contentSize: string }[] };

let app: TestApp;
let trainer: Call;
const folder = mkdtempSync(join(tmpdir(), 'baton-consent-'));

beforeAll(async () => {
  app = await startTestApp();
  trainer = await app.as('trainer');
  await takeEvents(app, escalationLogs(80).flat());
  await app.app.get(DiscoveryService, { strict: false }).run();
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

let said = 0;
/** What the customer of a conversation allows from now on. */
async function allow(conversation: string, scopes: string[], party?: string): Promise<void> {
  const log = new EventLog(conversation, 'shop');
  log.add('consent.changed', 5000 + said, { scopes, party }, { id: `consent-${said}` });
  said += 1;
  await takeEvents(app, log.events);
}
const conversationOf = async (handoffKey: string) =>
  (await trainer<Handoff>('GET', `/api/handoffs/${handoffKey}`)).body.conversationId ?? '';
const firstGap = async (): Promise<Gap> => {
  const [gap] = (await trainer<Gaps>('GET', '/api/gaps')).body.gaps;
  return (await trainer<Gap>('GET', `/api/gaps/${gap?.id}`)).body;
};

describe('a gap', () => {
  it('shows no words of a conversation whose consent does not cover them, and counts it all the same', async () => {
    const before = await firstGap();
    const [example] = before.examples;
    const conversation = await conversationOf(example?.handoffKey ?? '');
    await allow(conversation, ['identity', 'training']);
    const after = await firstGap();
    expect(after.examples.map((one) => one.handoffKey)).not.toContain(example?.handoffKey);
    expect(after.total).toBe(before.total);
    expect(after.bot).toEqual(before.bot);
    const steps = (gap: Gap) => gap.human.steps.reduce((sum, step) => sum + step.count, 0);
    const resolved = Number(conversation.split('-')[1]) % 3 !== 0;
    expect(steps(before) - steps(after)).toBe(resolved ? 2 : 0);
    await allow(conversation, ['transcript', 'training']);
    expect((await firstGap()).examples).toEqual(before.examples);
  });
});

describe('a dataset', () => {
  const download = async (id: string, headers: Record<string, string> = {}) =>
    fetch(`${app.url}/api/datasets/${id}/download?format=jsonl`, {
      headers: { authorization: `Bearer ${await app.key('trainer')}`, ...headers },
    });
  const rowsOf = async (response: Response): Promise<Row[]> =>
    (await response.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Row);
  const build = async (name: string) =>
    (await trainer<Built>('POST', '/api/datasets', { name })).body as Built;

  it('takes nobody in who does not allow training, and counts whom it left out', async () => {
    const preview = async () =>
      (await trainer<Preview>('POST', '/api/datasets/preview', { name: 'x' })).body.counts;
    const before = await preview();
    expect(before.leftOut.withoutConsent).toBe(0);
    await allow('e-1', ['transcript'], 'training');
    // Said to others, or covered: neither leaves anything out.
    await allow('e-2', [], 'partner');
    await allow('e-4', ['training']);
    const after = await preview();
    expect(after.leftOut.withoutConsent).toBe(1);
    const { id } = await build('Allowed');
    const handoffs = (await rowsOf(await download(id))).map((row) => row.handoff);
    const of = async (conversation: string) =>
      (
        await app.database.one<{ key: Buffer }>(
          sql`select handoff_key as key from handoff where handoff_id = ${conversation.replace('e', 'h')}`,
        )
      )?.key.toString('base64url');
    expect(handoffs).not.toContain(await of('e-1'));
  });

  it('gives out no row of somebody who took consent back after it was built, and says so', async () => {
    const { id } = await build('Taken back');
    const whole = await download(id);
    const tag = whole.headers.get('etag') ?? '';
    const before = await rowsOf(whole);
    const row = before[0] as Row;
    await allow(await conversationOf(row.handoff), []);

    const { body } = await trainer<Dataset>('GET', `/api/datasets/${id}`);
    expect(body.withdrawn).toBe(1);
    expect(body.manifest.counts.examples).toBe(before.length);
    expect(JSON.stringify(body.sample)).not.toContain(JSON.stringify(row.text));
    const response = await download(id, { 'if-none-match': tag });
    expect(response.status).toBe(200);
    const bytes = Buffer.from(await response.clone().arrayBuffer());
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    expect(response.headers.get('etag')).toBe(`"${digest}"`);
    expect(response.headers.get('content-length')).toBe(String(bytes.length));
    expect(await rowsOf(response)).toEqual(before.slice(1));

    // What tools hold against the files that they read.
    const { body: card } = await trainer<string>('GET', `/api/datasets/${id}/readme`);
    const front = parseYaml(card.split('---\n')[1] ?? '') as Front;
    const told = front.dataset_info.splits.reduce((sum, { num_examples }) => sum + num_examples, 0);
    expect(told).toBe(before.length - 1);
    expect(card).toContain(digest);
    expect(card).toContain('- 1 rows are not given out');
    const { body: described } = await trainer<Croissant>('GET', `/api/datasets/${id}/croissant`);
    expect(described.distribution.find((file) => file['@id'] === 'jsonl')).toMatchObject({
      sha256: digest.replace('sha256:', ''),
      contentSize: `${bytes.length} B`,
    });
    for (const format of ['jsonl', 'arrow']) {
      const file = join(folder, `taken.${format}`);
      const notes: string[] = [];
      const code = await exportCommand.run([id, '--format', format, '--out', file], {
        config: app.config,
        env: { BATON_URL: app.url, BATON_API_KEY: await app.key('trainer') },
        say: () => undefined,
        note: (line) => void notes.push(line),
      });
      expect(code).toBe(0);
      expect(notes.join()).toContain('1 examples are left out');
      expect(readFileSync(file).includes(Buffer.from(row.text))).toBe(false);
    }
  });

  it('enters the digest of what was really taken', async () => {
    const auditor = await app.as('auditor');
    await takeEvents(app, []);
    const { items } = (
      await auditor<{ items: { index: number }[] }>('GET', '/api/ledger/entries?type=dataset.exported')
    ).body;
    const { body } = await auditor<{ open: { digest: string; examples: number; dataset: string } }>(
      'GET',
      `/api/ledger/entries/${items[0]?.index}`,
    );
    const { manifest, withdrawn } = (await trainer<Dataset>('GET', `/api/datasets/${body.open.dataset}`))
      .body;
    expect(body.open.examples).toBe(manifest.counts.examples - withdrawn);
    expect(manifest.files.map((file) => file.digest)).not.toContain(body.open.digest);
    const log = await auditor<AnswerOf<typeof routes.accessLog>>(
      'GET',
      `/api/ledger/access?action=exported&kind=dataset&key=${body.open.dataset}`,
    );
    expect(log.body.items[0]).toMatchObject({ actor: 'The trainer', via: 'key', entry: items[0]?.index });
    expect(log.body.total).toBe(items.filter(({ index }) => index > 0).length - 1);
  });

  it('is not given out while it cannot be known who took consent back', async () => {
    const { id } = await build('Unknown');
    await app.admin.database.query(sql`alter table handoff rename to handoff_kept`);
    await app.admin.database.query(sql`create table handoff as select * from handoff_kept limit 0`);
    await app.admin.database.query(sql`grant select on handoff to public`);
    const { status } = await download(id);
    await app.admin.database.query(sql`drop table handoff`);
    await app.admin.database.query(sql`alter table handoff_kept rename to handoff`);
    expect(status).toBe(503);
  });
});
