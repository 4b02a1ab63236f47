import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CloudEvent } from '../../backend/src/contract/events.js';
import type { IngestAnswer } from '../../backend/src/ingest/ingest.service.js';
import { LedgerStore } from '../../backend/src/ledger/ledger.store.js';
import { SequencerService } from '../../backend/src/ledger/sequencer.service.js';
import { startTestApp, type TestApp } from '../support/app.js';

let app: TestApp;
let key: string;

beforeAll(async () => {
  app = await startTestApp();
  key = await app.key('ingest');
});
afterAll(() => app.close());

let serial = 0;
function turn(members: Partial<CloudEvent> = {}): CloudEvent {
  serial += 1;
  return {
    specversion: '1.0',
    id: `turn-${serial}`,
    source: 'test-bot',
    type: 'turn.recorded',
    subject: 'conversation-1',
    time: '2026-03-02T08:00:00Z',
    data: { role: 'customer', text: `Hello number ${serial}` },
    ...members,
  };
}

const single = 'application/cloudevents+json';
const batch = 'application/cloudevents-batch+json';
const lines = 'application/x-ndjson';

async function send(
  body: string | Uint8Array,
  type: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; answer: IngestAnswer & { detail?: string } }> {
  const response = await fetch(`${app.url}/api/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': type, ...headers },
    body: body as BodyInit,
  });
  return { status: response.status, answer: (await response.json()) as IngestAnswer };
}

const inLines = (events: readonly unknown[]) => events.map((event) => JSON.stringify(event)).join('\n');

describe('sending events', () => {
  it('takes one event, a batch, and one per line, packed or not', async () => {
    const sent = [
      await send(JSON.stringify(turn()), single),
      await send(JSON.stringify(turn()), `${single}; charset=utf-8`),
      await send(JSON.stringify([turn(), turn()]), batch),
      await send(JSON.stringify([turn()]), 'application/json'),
      await send(`${inLines([turn(), turn()])}\n\n`, lines),
      await send(gzipSync(inLines([turn(), turn(), turn()])), lines, { 'content-encoding': 'gzip' }),
    ];
    expect(sent.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(sent.map(({ answer }) => answer.accepted)).toEqual([1, 1, 2, 1, 2, 3]);
  });

  it('keeps (source, id) once for ever: a repeat is acknowledged, other content is a conflict', async () => {
    const event = turn();
    await send(JSON.stringify(event), single);
    const again = await send(JSON.stringify(event), single);
    expect(again).toMatchObject({ status: 200, answer: { duplicate: 1, accepted: 0 } });
    const other = { ...event, data: { role: 'customer', text: 'Something else' } };
    const changed = await send(JSON.stringify(other), single);
    expect(changed).toMatchObject({ status: 409, answer: { conflict: 1 } });
    const kept = await readBack(event.id);
    expect(kept).toEqual(event);
  });

  it('sees repeats and conflicts within one batch', async () => {
    const event = turn();
    const { status, answer } = await send(
      JSON.stringify([event, event, { ...event, time: '2026-03-02T08:00:01Z' }]),
      batch,
    );
    expect(status).toBe(207);
    expect(answer.receipts.map((receipt) => receipt.status)).toEqual(['accepted', 'duplicate', 'conflict']);
  });

  it('keeps the good when others are bad, and says where each bad one is wrong', async () => {
    const good = turn();
    const bad: [unknown, string][] = [
      [{ ...turn(), type: 'turn.imagined' }, '/type'],
      [{ ...turn(), source: 'baton' }, '/source'],
      [{ ...turn(), type: 'gap.named' }, '/type'],
      [{ ...turn(), subject: undefined }, '/subject'],
      [{ ...turn(), time: 'yesterday' }, '/time'],
      [{ ...turn(), time: '2300-01-01T00:00:00Z' }, '/time'],
      [{ ...turn(), data: { role: 'parrot' } }, '/data/role'],
      [{ ...turn(), data: { role: 'bot', confidence: 1.5 } }, '/data/confidence'],
      [{ ...turn(), id: 'with space' }, '/id'],
    ];
    const { status, answer } = await send(inLines([...bad.map(([event]) => event), good]), lines);
    expect(status).toBe(207);
    expect(answer).toMatchObject({ accepted: 1, invalid: bad.length });
    expect(answer.receipts.map(({ pointer }) => pointer)).toEqual([...bad.map(([, at]) => at), undefined]);
    expect(answer.receipts[2]?.line).toBe(3);
  });

  it('says in plain words what is wrong, and all the places of an event where something is', async () => {
    const handoff = (data: object) => ({
      ...turn(),
      type: 'handoff.initiated',
      data: { handoff_id: 'h', purpose: 'escalation', from: { kind: 'bot' }, to: { kind: 'human' }, ...data },
    });
    const bad: [unknown, string][] = [
      [handoff({ handoff_id: undefined }), 'is missing'],
      [handoff({ handoff_id: 17 }), 'must be a text, not a number'],
      [handoff({ purpose: 'Escalation' }), 'must be one of "escalation", "success", "return", "transfer"'],
      [handoff({ reasons: [] }), 'must not be empty'],
      [handoff({ proactive: 'yes' }), 'must be true or false, not a text'],
      [handoff({ context: { confidence: 87 } }), 'must be at most 1'],
      [handoff({ context: { transcript: 17 } }), 'must be a text or a list, not a number'],
      [handoff({ to: { kind: 'human', queue: 'x'.repeat(121) } }), 'must have at most 120 characters'],
      [handoff({ handoff_id: undefined, to: 'human' }), 'is missing (also wrong: /data/to)'],
      [{ ...turn(), time: '2026-01-01 09:00' }, 'must be a time with its zone, like 2026-01-31T09:00:00Z'],
      [{ ...turn(), specversion: '0.3' }, 'must be "1.0"'],
      [{ ...turn(), data: undefined }, 'is missing'],
      [{ ...turn(), data: 'x' }, 'must be an object, not a text'],
      [[turn()], 'this is a list of events: send it as application/cloudevents-batch+json'],
    ];
    const { answer } = await send(inLines(bad.map(([event]) => event)), lines);
    expect(answer.receipts.map(({ reason }) => reason)).toEqual(bad.map(([, words]) => words));
  });

  it('says what is missing of a request that is none', async () => {
    const wrongType = await send(JSON.stringify(turn()), 'text/plain');
    expect(wrongType).toMatchObject({ status: 415, answer: { detail: expect.stringContaining(single) } });
    const noKey = await send(JSON.stringify(turn()), single, { authorization: 'Bearer baton_gone' });
    expect(noKey).toMatchObject({
      status: 401,
      answer: { detail: expect.stringContaining('not known here') },
    });
    const comma = await send(`${JSON.stringify([turn()]).slice(0, -1)},]`, batch);
    expect(comma.answer.receipts[1]).toMatchObject({ reason: expect.stringContaining('a comma too many') });
  });

  it('locates what cannot be kept as it was sent', async () => {
    const text = JSON.stringify(turn());
    const broken = [
      text.replace('"Hello', '"\\u0000Hello'),
      text.replace('"Hello', '"\\ud800Hello'),
      text.replace('"role"', '"n":9007199254740993,"role"'),
      text.replace('"role"', '"role":"bot","role"'),
      text.replace('"role"', '"__proto__":{"polluted":1},"role"'),
      text.slice(0, -3),
    ];
    const { status, answer } = await send(broken.join('\n'), lines);
    expect(status).toBe(400);
    expect(answer.receipts.map(({ status: one, pointer }) => [one, pointer])).toEqual([
      ['invalid', '/data/text'],
      ['invalid', '/data/text'],
      ['invalid', '/data/n'],
      ['invalid', '/data/role'],
      ['invalid', '/data/__proto__'],
      ['invalid', ''],
    ]);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('refuses bytes that are not UTF-8 instead of replacing them', async () => {
    const bytes = Buffer.from(JSON.stringify(turn()).replace('Hello', 'Hell\u00e9'), 'latin1');
    expect((await send(bytes, single)).status).toBe(400);
    const { status, answer } = await send(
      Buffer.concat([bytes, Buffer.from(`\n${JSON.stringify(turn())}`)]),
      lines,
    );
    expect(status).toBe(207);
    expect(answer.receipts).toMatchObject([
      { status: 'invalid', line: 1 },
      { status: 'accepted', line: 2 },
    ]);
  });

  it('answers a body cut anywhere with a clear refusal', async () => {
    const text = JSON.stringify([turn()]);
    for (let length = 0; length < text.length; length += 7) {
      const { status } = await send(text.slice(0, length), batch);
      expect(status).toBe(400);
    }
  });

  it('bounds what it takes: long events, large batches, packed bombs, unknown encodings', async () => {
    const long = turn({ data: { role: 'customer', note: 'x'.repeat(2 << 20) } });
    expect((await send(JSON.stringify(long), single)).answer.receipts).toMatchObject([{ status: 'invalid' }]);
    const tooMany = JSON.stringify(Array.from({ length: 10_001 }, () => 1));
    expect((await send(tooMany, batch)).status).toBe(413);
    const bomb = gzipSync(Buffer.alloc(100 << 20, '0'));
    expect((await send(bomb, lines, { 'content-encoding': 'gzip' })).status).toBe(413);
    expect((await send(bomb, batch, { 'content-encoding': 'gzip' })).status).toBe(413);
    expect((await send('x', lines, { 'content-encoding': 'br' })).status).toBe(415);
    expect((await send('x', lines, { 'content-encoding': 'gzip' })).status).toBe(400);
    expect((await send('<a/>', 'text/xml')).status).toBe(415);
  });

  it('writes out only refusals when there are many events', async () => {
    const events = Array.from({ length: 2500 }, () => turn());
    const { answer } = await send(inLines([...events, { nonsense: true }]), lines);
    expect(answer).toMatchObject({ accepted: 2500, invalid: 1 });
    expect(answer.receipts).toMatchObject([{ status: 'invalid', line: 2501, index: 2500 }]);
  });

  it('keeps every event once when eight senders deliver each several times in any order', async () => {
    const events = Array.from({ length: 120 }, () => turn({ source: 'many-times' }));
    const shuffled = (seed: number) =>
      [...events, ...events.slice(seed)].sort(
        (a, b) =>
          ((a.id.length * 7 + seed * 31 + Number(a.id.slice(5)) * 13) % 97) -
          ((Number(b.id.slice(5)) * 13 + seed * 31) % 97),
      );
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, seed) => send(inLines(shuffled(seed)), lines)),
    );
    const accepted = answers.reduce((sum, { answer }) => sum + answer.accepted, 0);
    expect(accepted).toBe(events.length);
    expect(answers.every(({ answer }) => answer.conflict + answer.invalid === 0)).toBe(true);
  });
});

async function readBack(id: string): Promise<unknown> {
  await app.app.get(SequencerService, { strict: false }).run();
  const ledger = app.app.get(LedgerStore, { strict: false });
  const entries = await ledger.readEntries(0, 10_000);
  return entries.map((entry) => entry.event).find((event) => event?.id === id);
}
