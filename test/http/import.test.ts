import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importCommand } from '../../backend/src/cli/import.js';
import { sql } from '../../backend/src/db/sql.js';
import { ScheduleService } from '../../backend/src/schedule/schedule.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { csvMapping, samples } from '../support/vendor-samples.js';

let app: TestApp;
let folder: string;
beforeAll(async () => {
  app = await startTestApp();
  folder = await mkdtemp(join(tmpdir(), 'baton-import-'));
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

const run = (records: unknown[], ...args: string[]) =>
  runText(JSON.stringify(records), '--source', 'openai-messages', ...args);

async function runText(text: string, ...args: string[]) {
  const file = join(folder, 'log.json');
  await writeFile(file, text);
  const said: string[] = [];
  const noted: string[] = [];
  const code = await importCommand.run([file, ...args], {
    config: app.config,
    env: { BATON_URL: app.url, BATON_API_KEY: await app.key('ingest') },
    say: (line) => void said.push(line),
    note: (line) => void noted.push(line),
  });
  return { code, counts: said.at(-1), noted };
}

const episode = (id: string, question: string) => ({
  id,
  reward: 1,
  messages: [
    { role: 'user', content: question },
    {
      role: 'assistant',
      content: null,
      tool_calls: [
        { id: 'a', function: { name: 'transfer_to_human_agents', arguments: '{"summary":"Lost bag."}' } },
      ],
    },
    { role: 'tool', tool_call_id: 'a', content: 'Transfer successful' },
  ],
});
const records = Array.from({ length: 30 }, (_, number) => episode(`e-${number}`, `Where is bag ${number}?`));
const start = ['--start', '2026-01-31T09:00:00Z'];

test('a log enters the ledger, and importing it again changes nothing', async () => {
  expect(await run(records, ...start)).toEqual({
    code: 0,
    counts: '180 accepted, 0 duplicate, 0 conflict, 0 invalid',
    noted: [],
  });
  expect(await run(records, ...start)).toMatchObject({
    code: 0,
    counts: '0 accepted, 180 duplicate, 0 conflict, 0 invalid',
  });
});

test('the same record with other words is a conflict, and its place is named', async () => {
  const changed = [...records.slice(0, 4), episode('e-4', 'Something else?')];
  const { code, counts, noted } = await run(changed, ...start);
  expect(code).toBe(1);
  expect(counts).toBe('0 accepted, 29 duplicate, 1 conflict, 0 invalid');
  expect(noted).toEqual([expect.stringMatching(/^record 5 \(line 1\): conflict: /)]);
});

test('under another source name the same log is another log', async () => {
  const { counts } = await run(records.slice(0, 2), ...start, '--source-name', 'pilot');
  expect(counts).toBe('12 accepted, 0 duplicate, 0 conflict, 0 invalid');
});

test('without times nothing is sent', async () => {
  const { code, counts, noted } = await run(records);
  expect(code).toBe(1);
  expect(counts).toBe('0 accepted, 0 duplicate, 0 conflict, 0 invalid');
  expect(noted.join()).toContain('--start TIME');
});

test.each(samples)('the door takes all that comes of $source', async ({ source, text }) => {
  const mapping = join(folder, 'mapping.json');
  await writeFile(mapping, JSON.stringify(csvMapping));
  const args = source === 'csv' ? ['--source', 'csv', '--mapping', mapping] : [];
  const first = await runText(text, ...args);
  expect(first).toMatchObject({ code: 0, noted: [] });
  expect(first.counts).toMatch(/^[1-9]\d* accepted, 0 duplicate, 0 conflict, 0 invalid$/);
  expect((await runText(text, ...args)).counts).toMatch(
    /^0 accepted, [1-9]\d* duplicate, 0 conflict, 0 invalid$/,
  );
});

test('of an amended contact record only the last revision is counted, whichever came first', async () => {
  const contact = {
    ContactId: 'amended',
    InitiationMethod: 'INBOUND',
    InitiationTimestamp: '2026-03-02T09:00:00Z',
    LastUpdateTimestamp: '2026-03-02T09:10:00Z',
    Queue: { Name: 'Billing', EnqueueTimestamp: '2026-03-02T09:01:00Z' },
    Agent: { Username: 'a', ConnectedToAgentTimestamp: '2026-03-02T09:02:00Z' },
  };
  const amended = {
    ...contact,
    LastUpdateTimestamp: '2026-03-02T11:00:00Z',
    Queue: { Name: 'Returns', EnqueueTimestamp: '2026-03-02T09:03:00Z' },
    Agent: null,
  };
  const rows = async (name: string, ...records: unknown[]) => {
    for (const record of records) await runText(JSON.stringify(record), '--source-name', name);
    await app.app.get(ScheduleService, { strict: false }).runPipeline();
    return app.database.query(sql`
      select queue, initiated_at, accepted_at
      from handoff
      where source = ${name}`);
  };
  const expected = [{ queue: 'Returns', initiated_at: new Date('2026-03-02T09:03:00Z'), accepted_at: null }];
  expect(await rows('in-order', contact, amended)).toEqual(expected);
  expect(await rows('late', amended, contact)).toEqual(expected);
});
