import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { UsageError } from '../../backend/src/cli/command.js';
import { EventSender } from '../../backend/src/cli/event-sender.js';
import { importCommand } from '../../backend/src/cli/import.js';
import { loadConfig } from '../../backend/src/config.js';
import type { CloudEvent } from '../../backend/src/contract/events.js';
import { Problem } from '../../backend/src/contract/problem.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baton-import-'));
});
afterAll(() => rm(folder, { recursive: true }));

const chat = {
  messages: [
    { role: 'user', content: 'My bag is missing.' },
    {
      role: 'assistant',
      tool_calls: [{ id: 'a', function: { name: 'escalate', arguments: '{"summary":"Bag."}' } }],
    },
  ],
};
async function fileOf(content: string | Buffer): Promise<string> {
  const path = join(folder, `${Math.random()}.json`);
  await writeFile(path, content);
  return path;
}
async function run(...args: string[]) {
  const said: string[] = [];
  const noted: string[] = [];
  const surroundings = {
    config: loadConfig({}),
    env: {},
    say: (line: string) => void said.push(line),
    note: (line: string) => void noted.push(line),
  };
  const code = await importCommand.run(['--dry-run', '--source', 'openai-messages', ...args], surroundings);
  return { code, said, noted };
}

test('a file is read and counted without being sent', async () => {
  const file = await fileOf(JSON.stringify([chat, chat]));
  const { code, said } = await run(file, '--start', '2026-01-31', '--handoff-tool', 'escalate');
  expect(code).toBe(0);
  expect(said).toEqual([
    '2 records read, 0 refused',
    '2 conversations, 2 handoffs, 8 events',
    'No record says when anything happened: all times are assumed, and no duration is measured.',
  ]);
});

test('a packed file of lines is read too, and a wrong tool name is noticed', async () => {
  const file = await fileOf(gzipSync(`${JSON.stringify(chat)}\n${JSON.stringify(chat)}\n`));
  const { code, said } = await run(file, '--start', '2026-01-31T09:00:00+01:00');
  expect(code).toBe(0);
  expect(said.at(-1)).toContain('tools called: escalate');
});

test('what is refused is located, once for each reason', async () => {
  const file = await fileOf(`${Array(5).fill(JSON.stringify(chat)).join('\n')}\n{"messages":\n`);
  const { code, said, noted } = await run(file);
  expect(code).toBe(1);
  expect(said[0]).toBe('6 records read, 6 refused');
  expect(noted).toEqual([
    'record 1 (line 1), record 2 (line 2), record 3 (line 3) and 2 more: the messages have no times: say with --start TIME when the first record began',
    expect.stringMatching(/^record 6 \(line 6\): the record is not valid JSON/),
  ]);
});

test('wrong calls are told apart from wrong files', async () => {
  const file = await fileOf('[]');
  await expect(run(file, '--start', 'yesterday')).rejects.toBeInstanceOf(UsageError);
  await expect(run(file, '--start', '2026-01-31T09:00:00')).rejects.toBeInstanceOf(UsageError);
  await expect(run(file, '--source', 'nothing')).rejects.toBeInstanceOf(UsageError);
  await expect(run(file, '--source-name', 'two words')).rejects.toBeInstanceOf(UsageError);
  await expect(run()).rejects.toBeInstanceOf(UsageError);
  await expect(run(join(folder, 'absent'))).rejects.toBeInstanceOf(UsageError);
  await expect(run(folder)).rejects.toBeInstanceOf(UsageError);
});

/** Stands for what lies between us and the service: answers each request as the script says. */
async function unreliable(script: ((lines: number) => { status: number; body?: unknown })[]) {
  const sizes: number[] = [];
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += String(chunk);
    });
    request.on('end', () => {
      const lines = body.split('\n').length;
      sizes.push(lines);
      const answer = script[Math.min(sizes.length, script.length) - 1]?.(lines) ?? { status: 500 };
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer.body ?? {}));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, sizes, close: () => new Promise((done) => server.close(done)) };
}
const taken = (lines: number) => ({
  status: 200,
  body: { accepted: lines, duplicate: 0, conflict: 0, invalid: 0, receipts: [] },
});
const event = (number: number): CloudEvent => ({
  specversion: '1.0',
  id: String(number),
  source: 's',
  type: 'conversation.ended',
  time: '2026-01-31T09:00:00Z',
  data: {},
});
async function sendTo(url: string, count: number, waits: number[] = [1, 1]) {
  const refused: unknown[] = [];
  const sender = new EventSender(
    { url, headers: {} },
    (at, receipt) => refused.push([at.index, receipt.reason]),
    waits,
  );
  for (let number = 0; number < count; number++)
    await sender.add(JSON.stringify(event(number)), { index: number, line: number + 1 });
  await sender.flush();
  return { counts: sender.counts, refused };
}

test('a service that is busy or gone for a moment is asked again', async () => {
  const service = await unreliable([() => ({ status: 503 }), () => ({ status: 429 }), taken]);
  expect((await sendTo(service.url, 3)).counts.accepted).toBe(3);
  expect(service.sizes).toEqual([3, 3, 3]);
  await service.close();
  await expect(sendTo(service.url, 1)).rejects.toBeInstanceOf(Problem);
});

test('a batch that is too large is halved, down to the event that is too large by itself', async () => {
  const service = await unreliable([(lines) => (lines > 1 ? { status: 413 } : taken(1))]);
  expect((await sendTo(service.url, 5)).counts.accepted).toBe(5);
  await service.close();
  const strict = await unreliable([() => ({ status: 413 })]);
  const { counts, refused } = await sendTo(strict.url, 2);
  expect(counts.invalid).toBe(2);
  expect(refused).toEqual([
    [0, 'the event is larger than the service takes'],
    [1, 'the event is larger than the service takes'],
  ]);
  await strict.close();
});

test('a refusal of the whole request ends the import with its reason', async () => {
  const service = await unreliable([
    () => ({ status: 401, body: { code: 'not_signed_in', detail: 'Send a key.' } }),
  ]);
  await expect(sendTo(service.url, 1)).rejects.toMatchObject({
    code: 'not_signed_in',
    message: 'Send a key.',
  });
  await service.close();
});
