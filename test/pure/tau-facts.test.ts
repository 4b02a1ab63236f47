import { createReadStream, existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { foldConversation } from '../../backend/src/episodes/fold.js';
import type { ConversationFacts } from '../../backend/src/episodes/rows.js';
import { fileRecords } from '../../backend/src/sources/file-records.js';
import { openaiMessages } from '../../backend/src/sources/openai-messages.js';
import { ledgerEvents } from '../support/event-log.js';

const file = resolve(process.env.BATON_SHARED ?? '../shared', 'data/tau-bench/gpt-4o-airline.json');
const facts: ConversationFacts[] = [];

describe.skipIf(!existsSync(file))(`200 real episodes of an LLM agent (${file})`, () => {
  beforeAll(async () => {
    const records = openaiMessages.read(fileRecords(createReadStream(file)), {
      source: 'tau-bench',
      start: Date.parse('2024-05-15T15:00:00Z'),
      handoffTools: ['transfer_to_human_agents'],
    });
    for await (const record of records) {
      if ('events' in record) facts.push(foldConversation(ledgerEvents(record.events)));
    }
  });
  const episodes = () => facts.flatMap((one) => one.episodes);
  const handoffs = () => facts.flatMap((one) => one.handoffs);

  test('are one episode each, with 48 handoffs that nobody is known to have taken', () => {
    expect(facts).toHaveLength(200);
    expect(episodes()).toHaveLength(200);
    expect(handoffs()).toHaveLength(48);
    for (const handoff of handoffs()) expect(handoff).toMatchObject({ taken_at: null, times_assumed: true });
    expect(episodes().filter((episode) => episode.escalated)).toHaveLength(48);
  });

  test('that failed without a handoff are not called self-served', () => {
    const outcomes = new Map<string, number>();
    for (const { episodes, actions } of facts) {
      const outcome = episodes[0]?.outcome ?? 'open';
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      if (outcome === 'self_served_confirmed') expect(actions[0]?.result).toBe('correct');
      if (outcome === 'abandoned') expect(actions[0]?.result).toBe('incorrect');
    }
    expect(Object.fromEntries(outcomes)).toEqual({
      self_served_confirmed: 49,
      abandoned: 103,
      handed_off: 48,
    });
  });
});
