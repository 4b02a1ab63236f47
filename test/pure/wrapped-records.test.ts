import { describe, expect, test } from 'vitest';
import { findSource, recordsOf, sources } from '../../backend/src/sources/registry.js';
import type { Mapped } from '../../backend/src/sources/source.js';
import { all, inPieces } from '../support/chat-log.js';
import { eventsIn, readAs, samples } from '../support/vendor-samples.js';

/** Ways in which the same records come out of vendors' interfaces and out of people's tools. */
const packings: Record<string, (records: unknown[]) => string> = {
  'an array': (records) => JSON.stringify(records),
  'an array over many lines, with a byte order mark and CRLF': (records) =>
    `\uFEFF${JSON.stringify(records, null, 2).replaceAll('\n', '\r\n')}`,
  'objects over many lines': (records) => records.map((one) => JSON.stringify(one, null, 2)).join('\n'),
  'objects without a line’s end': (records) => records.map((one) => JSON.stringify(one)).join(''),
  'an array on each line': (records) => records.map((one) => JSON.stringify([one])).join('\n'),
  'one page of an interface': (records) => JSON.stringify({ count: 9, data: records, next: null }),
  'an answer of OData': (records) => JSON.stringify({ '@odata.context': 'https://x', value: records }),
  'pages, one a line': (records) =>
    records.map((one) => JSON.stringify({ conversations: [one], cursor: 'x' })).join('\n'),
  'pages in an array': (records) => JSON.stringify(records.map((one) => ({ items: [one], cursor: 'x' }))),
  'a list within the answer': (records) => JSON.stringify({ status: 'ok', result: { records } }),
  'one object around each': (records) =>
    records.map((one) => JSON.stringify({ logged: 'then', record: one })).join('\n'),
};

const told = async (text: string) => findSource(async () => inPieces(Buffer.from(text), 997));

describe.each(samples.filter(({ isTable }) => !isTable))('records of $source', ({ source, text }) => {
  const records = text.split('\n').map((line) => JSON.parse(line) as unknown);

  test.each(Object.entries(packings))('in %s are told and read as they are one a line', async (_, pack) => {
    const packed = pack(records);
    expect(await told(packed)).toMatchObject({ source: { name: source } });
    const mapped = await readAs(source, packed);
    expect(mapped).toHaveLength(records.length);
    expect(mapped.map(({ at }) => at.index)).toEqual(records.map((_, index) => index));
    expect(eventsIn(mapped)).toEqual(eventsIn(await readAs(source, text)));
  });
});

test('what a wrapper holds besides is refused, and nothing is lost', async () => {
  const [known = ''] = samples.find(({ source }) => source === 'genesys')?.text.split('\n') ?? [];
  const mapped = await readAs('genesys', `{"data":[${known},7,{"other":1}]}`);
  expect(mapped.map((each) => 'events' in each)).toEqual([true, false, false]);
});

describe('a conversation that is a list of messages', () => {
  const asked = { role: 'user', content: 'Hi', created_at: '2026-03-02T09:00:00Z' };
  const answered = { role: 'assistant', content: 'Hello', created_at: '2026-03-02T09:00:05Z' };
  const read = (text: string): Promise<Mapped[]> => readAs('openai-messages', text);

  test('fills a file, or a line, and is one record', async () => {
    const whole = JSON.stringify([asked, answered], null, 1);
    expect(await told(whole)).toMatchObject({ source: { name: 'openai-messages' } });
    const [one, ...others] = await read(whole);
    expect(others).toEqual([]);
    expect(one && 'events' in one && one.events.map(({ data }) => data)).toMatchObject([
      {},
      { role: 'customer', text: 'Hi' },
      { role: 'bot', text: 'Hello' },
    ]);
    const lines = [[asked, answered], [asked], [asked, answered]]
      .map((one) => JSON.stringify(one))
      .join('\n');
    expect((await read(lines)).map((each) => 'events' in each && each.events.length)).toEqual([3, 2, 3]);
  });

  test('too long to be one is refused', async () => {
    const many = JSON.stringify(Array.from({ length: 20_001 }, () => asked));
    expect(await read(many)).toMatchObject([{ reason: expect.stringContaining('more than 20000') }]);
  });
});

test('Salesforce’s tables are read as its objects are', async () => {
  const table = [
    '"Id","ConversationId","Status","AgentType","StartTime","AcceptTime","EndTime","MessagingEndUserId"',
    '"0Mw1","0dw1","Ended","BotToAgent","2026-03-02T09:00:00.000+0000","2026-03-02T09:03:00.000+0000","","0PA1"',
  ].join('\r\n');
  expect(await told(`\uFEFF${table}`)).toMatchObject({ source: { name: 'salesforce' } });
  const types = eventsIn(await readAs('salesforce', `\uFEFF\n${table}`)).map(({ type }) => type);
  expect(types).toEqual(['conversation.started', 'handoff.initiated', 'handoff.accepted']);
});

test('entries of Connect REST are entries, and who is no person accepted nothing', async () => {
  const entry = (identifier: string, entryType: string, role: string, payload: object, at: number) => ({
    identifier,
    entryType,
    sender: { subject: `${role}-1`, role },
    entryPayload: JSON.stringify({ entryType, ...payload }),
    serverReceivedTimestamp: at,
    conversationId: 'c-1',
  });
  const said = { abstractMessage: { staticContent: { formatType: 'Text', text: 'Hello' } } };
  const entries = [
    entry('e1', 'Message', 'EndUser', said, 1_772_442_000_000),
    entry('e2', 'RoutingWorkResult', 'System', { workType: 'Accepted' }, 1_772_442_060_000),
  ];
  const events = eventsIn(await readAs('salesforce', JSON.stringify({ conversationEntries: entries })));
  expect(events.map(({ type, data }) => [type, data])).toMatchObject([
    ['conversation.started', { customer: { id: 'EndUser-1' } }],
    ['turn.recorded', { role: 'customer', text: 'Hello' }],
    ['handoff.accepted', {}],
  ]);
  expect(events.at(-1)?.data).not.toHaveProperty('by');
});

test('what CloudWatch wraps a bot’s log in is opened', async () => {
  const log = samples
    .find(({ source }) => source === 'amazon-connect')
    ?.text.split('\n')
    .find((line) => 'sessionId' in JSON.parse(line));
  const line = { timestamp: 1_772_442_000_000, message: log, ingestionTime: 1 };
  for (const text of [{ events: [line] }, { messageType: 'DATA_MESSAGE', logEvents: [line] }, line]) {
    expect(await told(JSON.stringify(text))).toMatchObject({ source: { name: 'amazon-connect' } });
    expect(eventsIn(await readAs('amazon-connect', JSON.stringify(text)))).toEqual(
      eventsIn(await readAs('amazon-connect', log ?? '')),
    );
  }
});

test('rows of Rasa’s SQL store are its events', async () => {
  const text = samples.find(({ source }) => source === 'rasa')?.text ?? '';
  const rows = text.split('\n').map((line, id) => {
    const { sender_id, event, timestamp } = JSON.parse(line) as Record<string, unknown>;
    return { id, sender_id, type_name: event, timestamp, intent_name: null, action_name: null, data: line };
  });
  const lines = rows.map((row) => JSON.stringify(row)).join('\n');
  expect(await told(lines)).toMatchObject({ source: { name: 'rasa' } });
  expect(eventsIn(await readAs('rasa', lines))).toEqual(eventsIn(await readAs('rasa', text)));
});

test('a source that is not a table is never read as one', async () => {
  const genesys = sources.get('genesys');
  if (!genesys) throw new Error('no genesys');
  const [record] = await all(recordsOf(genesys, inPieces(Buffer.from('a,b\n1,2\n'), 3)));
  expect(record).toHaveProperty('reason');
});
