import { digestOf, EventWriter } from './event-writer.js';
import type { Node } from './node.js';
import { type LoggedTurn, RoleSwitch } from './turn-log.js';
import { vendorSource } from './vendor-source.js';
import { labelOf, proseOf } from './words.js';

const roles: Record<string, LoggedTurn['role']> = {
  CUSTOMER: 'customer',
  END_USER: 'customer',
  AGENT: 'human',
  HUMAN_AGENT: 'human',
  AUTOMATED_AGENT: 'bot',
  BOT: 'bot',
};

/** The file from which Google's Conversational Insights imports one conversation. */
export const conversationalInsights = vendorSource({
  name: 'conversational-insights',
  describes: 'Google Conversational Insights (CCAI) conversation JSON',
  recognises: ({ entries }) =>
    Array.isArray(entries) &&
    entries.some((entry) => typeof entry === 'object' && entry !== null && 'start_timestamp_usec' in entry),
  begin: (reading) => (record) => {
    const entries = record.nodes('entries');
    if (entries.length === 0) throw record.refusal('there are no entries', 'entries');
    const id = record.text('conversation_id', 'name') ?? digestOf(record.value);
    const writer = new EventWriter(reading.source, id, 'transcript');
    const turns = entries.map(turnOf);
    writer.add(Math.min(...turns.map((turn) => turn.at)), 'conversation.started', {
      language: labelOf(record.node('conversation_info')?.text('language_code')),
    });
    const log = new RoleSwitch('insights-automated-agent-then-agent');
    for (const turn of turns.sort((one, other) => one.at - other.at)) log.write(writer, turn);
    return { events: writer.events };
  },
});

function turnOf(entry: Node): LoggedTurn {
  const role = roles[entry.needText('role').toUpperCase()];
  if (role === undefined) throw entry.refusal('the role is not known', 'role');
  return {
    at: entry.needTime(['start_timestamp_usec']),
    role,
    text: proseOf(entry.text('text'), `${entry.pointer}/text`),
  };
}
