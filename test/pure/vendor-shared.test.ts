import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findSource } from '../../backend/src/sources/registry.js';
import { inPieces } from '../support/chat-log.js';
import { eventsIn, expectSound, readAs } from '../support/vendor-samples.js';

const shared = resolve(process.env.BATON_SHARED ?? '../shared', 'data');
const vendors: Record<string, string> = {
  'amazon-connect-contact-event.json': 'amazon-connect',
  'amazon-connect-contact-record.json': 'amazon-connect',
  'amazon-contact-lens-chat.json': 'amazon-connect',
  'amazon-lex-v2-log.json': 'amazon-connect',
  'bot-framework-handoff-initiate.json': 'bot-framework',
  'bot-framework-sample.transcript': 'bot-framework',
  'chatwoot-message-created.jsonc': 'chatwoot',
  'genesys-conversation-details.json': 'genesys',
  'intercom-conversation-admin-assigned.json': 'intercom',
  'liveperson-messaging-interactions.json': 'liveperson',
  'rasa-tracker-events.jsonl': 'rasa',
};

describe.skipIf(!existsSync(shared))(`the vendors' own samples (${shared})`, () => {
  test.each(Object.entries(vendors))('%s is told to be %s and mapped whole', async (file, name) => {
    const text = readFileSync(join(shared, 'vendor', file), 'utf8');
    const found = await findSource(() => Promise.resolve(inPieces(Buffer.from(text), 1 << 16)));
    expect('source' in found ? found.source.name : found.reason).toBe(name);
    const mapped = await readAs(name, text);
    expect(mapped.filter((each) => 'reason' in each)).toEqual([]);
    expect(eventsIn(mapped).length).toBeGreaterThan(0);
    expectSound(eventsIn(mapped));
  });

  test('vCons are mapped, all but the one that is not JSON', async () => {
    for (const file of readdirSync(join(shared, 'vcon')).filter((name) => name.endsWith('.vcon'))) {
      const mapped = await readAs('vcon', readFileSync(join(shared, 'vcon', file), 'utf8'));
      expect(mapped.map((each) => 'reason' in each)).toEqual([file === 'simple-vcon.vcon']);
      expectSound(eventsIn(mapped));
    }
  });

  test('all 800 STAR dialogues come in at their own times; overrides are gaps of the assistance', async () => {
    const mapped = await readAs('star', readFileSync(join(shared, 'star/dialogues.jsonl'), 'utf8'));
    const events = eventsIn(mapped);
    expect(mapped.filter((each) => 'reason' in each)).toEqual([]);
    expect(new Set(events.map((event) => event.subject)).size).toBe(800);
    expect(events.filter((event) => event.type.startsWith('handoff.'))).toEqual([]);
    // Only dialogues in which nobody said anything have no time of their own.
    expect(events.filter((event) => event.timeassumed).map((event) => event.type)).toEqual(
      Array(10).fill('conversation.started'),
    );
    const turns = events.filter((event) => event.type === 'turn.recorded' && event.data.role === 'human');
    const taken = turns.filter((event) => (event.data.assist as { taken?: boolean } | undefined)?.taken);
    const overridden = turns.filter((event) => event.data.action === 'assist_gap');
    expect([taken.length, overridden.length]).toEqual([5735, 781]);
  });
});
