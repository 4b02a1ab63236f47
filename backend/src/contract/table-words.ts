import type { incomingTypes } from './event-types.js';
import type { turnRoles } from './events.js';

type Role = (typeof turnRoles)[number];
type EventType = Extract<
  (typeof incomingTypes)[number],
  'handoff.initiated' | 'handoff.accepted' | 'handoff.joined' | 'handoff.failed' | 'conversation.ended'
>;
/** A column of a table, with every value that was seen where there are few. */
interface Column {
  name: string;
  values: readonly string[] | null;
}

/** What values of a role column mean; others must be said. */
const roleWords: Record<string, Role> = {
  customer: 'customer',
  user: 'customer',
  visitor: 'customer',
  client: 'customer',
  end_user: 'customer',
  enduser: 'customer',
  consumer: 'customer',
  caller: 'customer',
  kunde: 'customer',
  inbound: 'customer',
  incoming: 'customer',
  bot: 'bot',
  assistant: 'bot',
  chatbot: 'bot',
  virtual_agent: 'bot',
  virtualagent: 'bot',
  ai: 'bot',
  va: 'bot',
  ivr: 'bot',
  human: 'human',
  agent: 'human',
  operator: 'human',
  advisor: 'human',
  live_agent: 'human',
  liveagent: 'human',
  representative: 'human',
  mitarbeiter: 'human',
  system: 'system',
  service: 'system',
  activity: 'system',
};

/** What values of an event column mean. */
const eventWords: Record<string, EventType> = {
  handoff: 'handoff.initiated',
  handover: 'handoff.initiated',
  handed_over: 'handoff.initiated',
  escalation: 'handoff.initiated',
  escalated: 'handoff.initiated',
  transfer: 'handoff.initiated',
  transferred: 'handoff.initiated',
  'handoff.initiated': 'handoff.initiated',
  accepted: 'handoff.accepted',
  assigned: 'handoff.accepted',
  'handoff.accepted': 'handoff.accepted',
  joined: 'handoff.joined',
  'handoff.joined': 'handoff.joined',
  ended: 'conversation.ended',
  closed: 'conversation.ended',
  end: 'conversation.ended',
  'conversation.ended': 'conversation.ended',
  handoff_failed: 'handoff.failed',
  'handoff.failed': 'handoff.failed',
};

/** Headings, bare, of columns that say yes or no to whether a conversation was handed over: a table with a row for each. */
export const handedOverNames = [
  'transferred',
  'transferredtoagent',
  'escalated',
  'escalatedtoagent',
  'escalation',
  'handedover',
  'handedoff',
  'handoff',
  'handover',
] as const;
const yes = new Set(['yes', 'y', 'true', '1', 'x', 'ja', 'si', 'sí', 'oui', 'sim']);

/** A heading in lower case without blanks, dots, `_` and `-`. */
export const bareName = (name: string): string => name.toLowerCase().replace(/[\s._-]+/g, '');
const spelled = (value: string): string =>
  value
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');

function known<Meaning>({ values }: Column, words: Record<string, Meaning>): Record<string, Meaning> {
  const meant = (values ?? []).flatMap((value) => {
    const word = spelled(value);
    const meaning = Object.hasOwn(words, word) ? words[word] : undefined;
    return meaning === undefined ? [] : [[value, meaning] as const];
  });
  return Object.fromEntries(meant);
}

/** Whom the values of a column name, as far as their words say it. */
export const rolesIn = (column: Column): Record<string, Role> => known(column, roleWords);

/** What the values of a column say that happened, as far as their words say it. */
export function eventsIn(column: Column): Record<string, EventType> {
  if (!(handedOverNames as readonly string[]).includes(bareName(column.name)))
    return known(column, eventWords);
  const said = (column.values ?? []).filter((value) => yes.has(spelled(value)));
  return {
    ...known(column, eventWords),
    ...Object.fromEntries(said.map((value) => [value, 'handoff.initiated' as const])),
  };
}
