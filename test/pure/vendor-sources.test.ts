import { describe, expect, test } from 'vitest';
import type { CloudEvent } from '../../backend/src/contract/events.js';
import { findSource } from '../../backend/src/sources/registry.js';
import { inPieces } from '../support/chat-log.js';
import { eventsIn, expectSound, readAs, sampleOf, samples } from '../support/vendor-samples.js';

const handoffIn = (events: CloudEvent[]) => events.find((event) => event.type === 'handoff.initiated');
const shortly = (events: CloudEvent[]) =>
  [...events]
    .sort((a, b) => Date.parse(a.time) - Date.parse(b.time) || Number(a.sequence) - Number(b.sequence))
    .map((event) => `${event.time.slice(14, 19)} ${event.type.split('.')[1]}`);

describe('each format', () => {
  test.each(samples)(
    '$source is mapped whole, recognised, and gives the same events again',
    async (sample) => {
      const { text } = sample;
      const mapped = await readAs(sample.source, text);
      expect(mapped.filter((each) => 'reason' in each)).toEqual([]);
      const events = eventsIn(mapped);
      expectSound(events);
      expect(new Set(events.map((event) => event.id)).size).toBe(events.length);
      expect(eventsIn(await readAs(sample.source, text))).toEqual(events);
      // What comes twice in one file is what it was the first time.
      const known = new Map(events.map((event) => [event.id, event]));
      if (!sample.isTable) {
        for (const event of eventsIn(await readAs(sample.source, `${text}\n${text}`)))
          expect(event).toEqual(known.get(event.id));
      }
      if (sample.source === 'csv') return;
      const found = await findSource(() => Promise.resolve(inPieces(Buffer.from(text), 5000)));
      expect('source' in found && found.source.name).toBe(sample.source);
    },
  );
});

const handoffs: [string, Record<string, unknown>, string][] = [
  [
    'genesys',
    {
      signal: 'inferred',
      rule: 'genesys-ivr-then-acd',
      reasons: ['no_match'],
      reason_raw: 'NO_MATCH',
      to: { kind: 'human', queue: 'billing' },
    },
    '02:00',
  ],
  [
    'rasa',
    {
      signal: 'explicit',
      rule: 'action_human_handoff',
      reasons: ['low_confidence'],
      reason_raw: 'low confidence',
    },
    '02:00',
  ],
  [
    'dialogflow-cx',
    {
      signal: 'explicit',
      rule: 'liveAgentHandoff',
      reasons: ['customer_request'],
      to: { kind: 'human', queue: 'billing' },
    },
    '01:00',
  ],
  ['conversational-insights', { signal: 'inferred', rule: 'insights-automated-agent-then-agent' }, '01:00'],
  [
    'bot-framework',
    {
      signal: 'explicit',
      rule: 'handoff.initiate',
      reasons: ['policy_rule'],
      to: { kind: 'human', skill: 'billing' },
    },
    '02:00',
  ],
  [
    'copilot-studio',
    { signal: 'explicit', reasons: ['customer_request'], reason_raw: 'AgentTransferRequestedByUser' },
    '00:00',
  ],
  ['twilio', { signal: 'inferred', from: { kind: 'bot' }, reasons: ['complexity'] }, '02:00'],
  [
    'sunshine',
    { signal: 'explicit', rule: 'switchboard:passControl', reasons: ['out_of_scope'], from: { kind: 'bot' } },
    '02:00',
  ],
  [
    'zendesk-audits',
    { signal: 'inferred', from: { kind: 'system' }, to: { kind: 'human', queue: '8' }, priority: 'urgent' },
    '00:00',
  ],
  ['salesforce', { signal: 'explicit', rule: 'BotEscalated' }, '02:00'],
  [
    'liveperson',
    {
      signal: 'explicit',
      from: { kind: 'bot', id: 'a-1' },
      reasons: ['customer_request'],
      reason_raw: 'ConsumerRequest',
    },
    '02:00',
  ],
  [
    'intercom',
    {
      signal: 'explicit',
      rule: 'ai_agent.resolution_state',
      priority: 'high',
      reason_raw: 'escalated',
      to: { kind: 'human', queue: 'Billing' },
    },
    '02:00',
  ],
  ['chatwoot', { signal: 'inferred', rule: 'chatwoot-pending-to-open', priority: 'normal' }, '02:00'],
  [
    'vcon',
    { signal: 'explicit', rule: 'vcon-transfer', from: { kind: 'bot' }, to: { kind: 'human' } },
    '02:00',
  ],
  [
    'otel-genai',
    { signal: 'explicit', rule: 'transfer_to_human', reasons: ['policy_rule'], handoff_id: 'call-1' },
    '03:00',
  ],
  ['csv', { signal: 'explicit', reasons: ['complexity'], to: { kind: 'human', queue: 'billing' } }, '02:00'],
];
test.each(handoffs)(
  'a handoff of %s says how it is known, and keeps the reason as it was',
  async (name, said, at) => {
    const handoff = handoffIn(eventsIn(await readAs(name, sampleOf(name))));
    expect(handoff?.data).toMatchObject(said);
    expect(handoff?.time.slice(14, 19)).toBe(at);
  },
);

test('Genesys: who was alerted and did not answer is a reroute, who answered has accepted', async () => {
  const events = eventsIn(await readAs('genesys', sampleOf('genesys')));
  expect(shortly(events)).toEqual([
    '00:00 started',
    '02:00 initiated',
    '02:30 delivered',
    '03:00 rerouted',
    '03:00 delivered',
    '04:00 accepted',
    '04:00 joined',
    '09:00 ended',
  ]);
  expect(events.at(-1)?.data).toEqual({ by: 'customer', disposition: 'refund-given' });
  expect(events[0]?.data).toMatchObject({ bot: 'Teller', customer: { id: 'tel:+441632960001' } });
});

test('Amazon Connect: record, event, bot log and analysis of a contact are one conversation with one handoff', async () => {
  const events = eventsIn(await readAs('amazon-connect', sampleOf('amazon-connect')));
  expect(new Set(events.map((event) => event.subject))).toEqual(new Set(['c-1']));
  const initiated = events.filter((event) => event.type === 'handoff.initiated');
  expect(new Set(initiated.map((event) => event.data.handoff_id))).toEqual(new Set(['c-1:queue']));
  const first = initiated.sort((a, b) => Date.parse(a.time) - Date.parse(b.time))[0];
  expect(first?.data).toMatchObject({
    from: { kind: 'bot' },
    to: { kind: 'human', queue: 'Billing' },
    rule: 'lex-agent-intent',
    reasons: ['customer_request'],
  });
  // A call's offsets count from when the agent joined, as the contact record says.
  const turn = events.find((event) => event.data.text === 'Refund me.');
  expect(turn).toMatchObject({ time: '2026-03-02T09:04:01.500Z', data: { role: 'customer', sentiment: -1 } });
  const alone = await readAs('amazon-connect', sampleOf('amazon-connect').split('\n')[3] ?? '');
  expect(alone).toMatchObject([
    { pointer: '/Transcript', reason: expect.stringContaining('contact record') },
  ]);
});

test('STAR: overridden suggestions are gaps of the assistance, and nothing was handed over', async () => {
  const events = eventsIn(await readAs('star', sampleOf('star')));
  expect(handoffIn(events)).toBeUndefined();
  expect(events.filter((event) => event.data.action === 'assist_gap').map((event) => event.data)).toEqual([
    {
      role: 'human',
      text: 'The fee is two.',
      action: 'assist_gap',
      failed_action: { code: 'suggestion_overridden', name: 'assist' },
      assist: { taken: false, asked: 'tell the fee' },
    },
  ]);
});

test("what the operator's table says of a reason comes before what the source's says", async () => {
  const given = { reasons: { NO_MATCH: 'out_of_scope' } } as const;
  const handoff = handoffIn(eventsIn(await readAs('genesys', sampleOf('genesys'), given)));
  expect(handoff?.data).toMatchObject({ reasons: ['out_of_scope'], reason_raw: 'NO_MATCH' });
});

test('an open end and a missing time are told apart: a sentinel is no time, nonsense is refused', async () => {
  const record = JSON.parse(sampleOf('liveperson')) as { info: object };
  const open = await readAs(
    'liveperson',
    JSON.stringify({ ...record, info: { ...record.info, endTimeL: -1, endTime: 'undefined' } }),
  );
  expect(eventsIn(open).some((event) => event.type === 'conversation.ended')).toBe(false);
  const bad = await readAs(
    'liveperson',
    JSON.stringify({ ...record, info: { ...record.info, startTimeL: 'soon' } }),
  );
  expect(bad).toMatchObject([{ at: { index: 0, line: 1 }, pointer: '/info/startTimeL' }]);
});

test('a number that JSON cannot hold exactly names nobody: two conversations never become one', async () => {
  const turn = (id: string) =>
    `{"sender_id":${id},"event":"user","timestamp":1767344400.5,"text":"hello","parse_data":{"intent":{"name":"greet"}}}`;
  const read = await readAs(
    'rasa',
    [turn('12345678901234567891'), turn('12345678901234567892'), turn('17')].join('\n'),
  );
  expect(read.map((each) => ('reason' in each ? each.pointer : 'understood'))).toEqual([
    '/sender_id',
    '/sender_id',
    'understood',
  ]);
});

test('what no database keeps of somebody’s words is marked, and the rest of them is read', async () => {
  const turn = {
    sender_id: 'c',
    event: 'user',
    timestamp: 1767344400,
    text: 'a\0b \ud83d c 😀',
    parse_data: {},
  };
  const [said] = eventsIn(await readAs('rasa', JSON.stringify(turn))).filter(
    ({ type }) => type === 'turn.recorded',
  );
  expect(said?.data).toMatchObject({ text: 'a\ufffdb \ufffd c 😀' });
});

test('csv: a row that is refused takes the beginning of its conversation with it no further than itself', async () => {
  const table = sampleOf('csv').replace('2026-03-02 09:00:00;visitor', '2026-03-02 09:00:00;passer-by');
  const mapped = await readAs('csv', table);
  expect(mapped.filter((each) => 'reason' in each)).toHaveLength(1);
  expect(shortly(eventsIn(mapped)).slice(0, 2)).toEqual(['01:00 started', '01:00 recorded']);
});
