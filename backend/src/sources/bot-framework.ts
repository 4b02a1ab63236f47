import { customerOf } from './customer.js';
import { digestOf, EventWriter } from './event-writer.js';
import type { Slot } from './memory.js';
import type { Node } from './node.js';
import type { Understood } from './source.js';
import { ignored, type Reading, vendorSource } from './vendor-source.js';
import { identifierOf, labelOf, proseOf } from './words.js';

interface Conversation {
  bots: string[];
  isStarted: boolean;
}

/** Activities, one by one, as a transcript, or as Dataverse keeps the transcripts of Copilot Studio. */
export const botFramework = vendorSource({
  name: 'bot-framework',
  describes: 'Bot Framework activities and transcripts, Copilot Studio transcripts of Dataverse',
  envelopes: ['activities', 'value'],
  reasons: {
    userrequested: 'customer_request',
    escalationrequested: 'customer_request',
    nomatch: 'no_match',
  },
  recognises: (record) =>
    ('type' in record && 'conversation' in record && ('channelId' in record || 'from' in record)) ||
    'conversationtranscriptid' in record,
  remembers: true,
  begin: (reading) => {
    const known = reading.remember<Conversation>('conversation');
    return (record) => {
      if (!record.has('content') || record.has('type')) return mapActivity(record, reading, known);
      const content = record.parsed('content');
      if (!content) throw record.refusal('must hold a transcript', 'content');
      const named = record.text('conversationtranscriptid', 'name');
      const parts = content.nodes('activities').map((each) => mapActivity(each, reading, known, named));
      return { events: parts.flatMap((part) => part.events) };
    };
  },
});

function mapActivity(
  activity: Node,
  reading: Reading,
  known: Slot<Conversation>,
  transcript?: string,
): Understood {
  const type = activity.needText('type');
  const id = activity.node('conversation')?.text('id') ?? transcript;
  if (id === undefined) throw activity.refusal('the conversation is missing', 'conversation');
  const state = known.get(id) ?? { bots: [], isStarted: false };
  known.set(id, state);
  noteBots(activity, state);
  const what = kindOf(activity, type);
  if (what === undefined) return ignored(`${type}${activity.has('name') ? ` ${activity.text('name')}` : ''}`);
  const at = activity.needTime(['timestamp', 'localTimestamp']);
  const writer = new EventWriter(reading.source, id, activity.text('id') ?? digestOf(activity.value));
  const isFirst = !state.isStarted;
  state.isStarted = true;
  if (isFirst) writeStart(writer, at, activity, state);
  if (what === 'message') writeMessage(writer, at, activity, state);
  else if (what === 'initiate') writeHandoff(writer, at, activity, reading);
  else if (what === 'status') writeStatus(writer, at, activity);
  else
    writer.add(at, 'conversation.ended', {
      by: roleIn(activity, state) === 'customer' ? 'customer' : undefined,
    });
  if (what !== 'initiate' || !isFirst) return { events: writer.events };
  // Alone, the handoff brings what was said before; in a log, those turns stand for themselves.
  const told = attached(activity).map((each) => mapActivity(each, reading, known, id));
  return { events: [...told.flatMap((part) => part.events), ...writer.events] };
}

function kindOf(activity: Node, type: string): 'message' | 'initiate' | 'status' | 'end' | undefined {
  const name = activity.text('name')?.toLowerCase();
  if (type === 'message') return 'message';
  if (type === 'handoff' || (type === 'event' && name === 'handoff.initiate')) return 'initiate';
  if (type === 'event' && name === 'handoff.status') return 'status';
  return type === 'endOfConversation' ? 'end' : undefined;
}

/** Dataverse writes the role as a number. */
function roleNamed(party: Node | undefined): 'customer' | 'bot' | 'human' | undefined {
  const role = party?.text('role')?.toLowerCase();
  if (role === 'user' || role === '1') return 'customer';
  if (role === 'bot' || role === 'skill' || role === '0') return 'bot';
  return role === 'agent' ? 'human' : undefined;
}

function noteBots(activity: Node, state: Conversation): void {
  const parties = [activity.node('from'), activity.node('recipient'), ...activity.nodes('membersAdded')];
  for (const party of parties) {
    const id = party?.text('id');
    if (
      id !== undefined &&
      roleNamed(party) === 'bot' &&
      state.bots.length < 20 &&
      !state.bots.includes(id)
    ) {
      state.bots.push(id);
    }
  }
}

/** Said by the activity, or by what is known of the bots in this conversation. */
function roleIn(activity: Node, { bots }: Conversation): 'customer' | 'bot' | 'human' | undefined {
  const [from, recipient] = [activity.node('from'), activity.node('recipient')];
  const said = roleNamed(from);
  if (said) return said;
  if (bots.includes(from?.text('id') ?? '')) return 'bot';
  if (roleNamed(recipient) === 'bot' || bots.includes(recipient?.text('id') ?? '')) return 'customer';
  return roleNamed(recipient) === 'customer' || activity.has('replyToId') ? 'bot' : undefined;
}

function writeStart(writer: EventWriter, at: number, activity: Node, state: Conversation): void {
  const parties = [activity.node('from'), activity.node('recipient')];
  const bot = parties.find(
    (party) => roleNamed(party) === 'bot' || state.bots.includes(party?.text('id') ?? ''),
  );
  const user = parties.find((party) => roleNamed(party) === 'customer');
  writer.add(at, 'conversation.started', {
    bot: labelOf(bot?.text('name', 'id')),
    channel: labelOf(activity.text('channelId')),
    language: labelOf(activity.text('locale')),
    customer: customerOf({
      own: user?.text('aadObjectId'),
      mail: user?.text('id'),
      phone: user?.text('id'),
      vendor: user?.text('id'),
      at: 'bot-framework',
    }),
  });
}

function writeMessage(writer: EventWriter, at: number, activity: Node, state: Conversation): void {
  const role = roleIn(activity, state);
  if (role === undefined)
    throw activity.refusal('who speaks is not said: neither a role nor a known bot', 'from');
  const intent = activity.node('channelData')?.text('intent');
  const kinds = activity.nodes('attachments').map((each) => each.text('contentType') ?? 'attachment');
  writer.add(at, 'turn.recorded', {
    role,
    text: proseOf(activity.text('text'), `${activity.pointer}/text`),
    intent: labelOf(intent),
    attachments: kinds.length > 0 ? kinds : undefined,
  });
}

/** What hubs name alike in the free `value` of `handoff.initiate`. */
function writeHandoff(writer: EventWriter, at: number, activity: Node, reading: Reading): void {
  const value = activity.parsed('value');
  const told = attached(activity).length;
  writer.add(at, 'handoff.initiated', {
    handoff_id: identifierOf(activity.text('id')) ?? digestOf(activity.value),
    purpose: 'escalation',
    from: { kind: 'bot', id: identifierOf(value?.text('va_BotId')) },
    to: {
      kind: 'human',
      queue: labelOf(value?.text('queue', 'Queue')),
      skill: labelOf(value?.text('Skill', 'skill')),
    },
    signal: 'explicit',
    rule: 'handoff.initiate',
    ...reading.reasons.of(value?.text('reason', 'handoffReason', 'EscalationReason')),
    context: {
      intent: labelOf(value?.text('va_LastTopic', 'intent')),
      summary: { situation: proseOf(value?.text('va_AgentMessage', 'MessageToAgent', 'summary')) },
      entities: value?.plain(),
      transcript: told > 0 ? attached(activity).slice(0, 500).map(lineOf) : undefined,
    },
  });
}

const lineOf = (activity: Node) => ({
  role: roleNamed(activity.node('from')),
  text: activity.text('text')?.slice(0, 1000).toWellFormed(),
});

const attached = (activity: Node): Node[] =>
  activity
    .nodes('attachments')
    .flatMap((each) =>
      each.text('contentType')?.includes('json') ? (each.parsed('content')?.nodes('activities') ?? []) : [],
    );

function writeStatus(writer: EventWriter, at: number, activity: Node): void {
  const value = activity.parsed('value');
  const state = value?.text('state')?.toLowerCase() ?? activity.text('value')?.toLowerCase();
  if (state === 'accepted') writer.add(at, 'handoff.accepted', {});
  else if (state === 'failed')
    writer.add(at, 'handoff.failed', { reason: labelOf(value?.text('message')) ?? 'failed' });
  // The human is done. Whether the customer was served is not said.
  else if (state === 'completed') writer.add(at, 'conversation.ended', { by: 'human' });
  else throw activity.refusal('the state must be accepted, failed or completed', 'value');
}
