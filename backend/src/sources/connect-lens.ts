import { type Contacts, handoffOf } from './connect-chain.js';
import { EventWriter } from './event-writer.js';
import type { Node } from './node.js';
import { Refusal, type Understood } from './source.js';
import type { Reading } from './vendor-source.js';
import { labelOf, proseOf } from './words.js';

const roles: Record<string, 'customer' | 'human' | 'bot' | 'system'> = {
  CUSTOMER: 'customer',
  AGENT: 'human',
  SUPERVISOR: 'human',
  CUSTOM_BOT: 'bot',
  SYSTEM: 'system',
};
/** The side of zero on which Contact Lens puts an item that it gives no score. */
const sides: Record<string, number> = { POSITIVE: 1, NEUTRAL: 0, NEGATIVE: -1 };
const joined = 'application/vnd.amazonaws.connect.event.participant.joined';
const ended = 'application/vnd.amazonaws.connect.event.chat.ended';

/** What was said, as Contact Lens writes it after a contact; chats have times, calls only offsets from their recording. */
export function mapContactLens(record: Node, reading: Reading, contacts: Contacts): Understood {
  const contact = record.node('CustomerMetadata')?.text('ContactId');
  if (contact === undefined) throw new Refusal('the contact is missing', '/CustomerMetadata/ContactId');
  const conversation = contacts.conversationOf(contact);
  const writer = new EventWriter(reading.source, conversation, `lens:${contact}`);
  const roleOf = rolesOf(record);
  const scores = scoresOf(record);
  const items = record.nodes('Transcript');
  const clock = items.length > 0 ? clockOf(record, items, contact, reading, contacts) : undefined;
  const isFirst = contacts.meets(conversation);
  let automatedAt: number | undefined;
  let handedOver = false;
  let last: { at: number; assumed: boolean } | undefined;
  for (const item of items) {
    const at = item.time('AbsoluteTime') ?? (clock?.start ?? 0) + (item.number('BeginOffsetMillis') ?? 0);
    const moment = { assumed: clock?.assumed ?? false };
    if (isFirst && last === undefined) writer.add(at, 'conversation.started', startOf(record), moment);
    last = { at, assumed: moment.assumed };
    const role = roleOf(item);
    if (role === undefined) continue;
    if ((role === 'system' || role === 'bot') && !handedOver) automatedAt = at;
    if (role === 'human' && automatedAt !== undefined && !handedOver) {
      handedOver = true;
      // When it was handed over is not said: at the automation's last word, at the earliest.
      writer.add(Math.min(automatedAt, at), 'handoff.initiated', firstAgent(contact), moment);
      writer.add(
        at,
        'handoff.joined',
        { handoff_id: handoffOf(contact), by: item.text('ParticipantId') },
        moment,
      );
    }
    const kind = item.text('ContentType');
    if (kind === ended) writer.add(at, 'conversation.ended', {}, moment);
    if (item.text('Type') === 'EVENT' || kind === joined || kind === ended) continue;
    const text = proseOf(item.text('Content'), `${item.pointer}/Content`);
    const sentiment = scores.get(item.text('Id') ?? '') ?? sides[item.text('Sentiment') ?? ''];
    writer.add(at, 'turn.recorded', { role, text, sentiment }, moment);
  }
  const summary = record
    .node('ConversationCharacteristics')
    ?.node('ContactSummary')
    ?.node('PostContactSummary')
    ?.text('Content');
  if (summary && last) {
    const { at, assumed } = last;
    writer.add(
      at,
      'turn.recorded',
      { role: 'system', action: 'post_contact_summary', text: proseOf(summary) },
      { assumed },
    );
  }
  return writer.events.length > 0
    ? { events: writer.events }
    : { events: [], ignored: 'an analysis without a transcript' };
}

const startOf = (record: Node) => ({
  channel: labelOf(record.text('Channel')?.toLowerCase()),
  language: labelOf(record.text('LanguageCode')),
});

const firstAgent = (contact: string) => ({
  handoff_id: handoffOf(contact),
  purpose: 'escalation' as const,
  from: { kind: 'system' as const },
  to: { kind: 'human' as const },
  signal: 'inferred' as const,
  rule: 'contact-lens-system-then-agent',
});

function rolesOf(record: Node): (item: Node) => 'customer' | 'human' | 'bot' | 'system' | undefined {
  const byId = new Map(
    record
      .nodes('Participants')
      .map((each) => [each.text('ParticipantId') ?? '', each.text('ParticipantRole') ?? '']),
  );
  return (item) => {
    const id = item.text('ParticipantId') ?? '';
    return roles[(item.text('ParticipantRole') ?? byId.get(id) ?? id).toUpperCase()];
  };
}

/** Scores from -5 to 5 of groups of items. */
function scoresOf(record: Node): Map<string, number> {
  const sentiment = record.node('ConversationCharacteristics')?.node('Sentiment');
  const scores = new Map<string, number>();
  for (const group of sentiment?.nodes('DetailsByTranscriptItemGroup') ?? []) {
    const score = group.number('ProgressiveScore');
    if (score === undefined || Math.abs(score) > 5) continue;
    for (const item of group.nodes('TranscriptItems')) scores.set(labelOf(item.text('Id')) ?? '', score / 5);
  }
  return scores;
}

/** When a call's recording began: when the agent joined, else the minute in its file's name, else what was told. */
function clockOf(
  record: Node,
  items: readonly Node[],
  contact: string,
  reading: Reading,
  contacts: Contacts,
) {
  if (items.every((item) => item.has('AbsoluteTime'))) return undefined;
  const known = contacts.agentJoinedAt(contact);
  if (known !== undefined) return { start: known, assumed: false };
  const name = record.node('CustomerMetadata')?.text('InputS3Uri');
  const minute = /_(\d{4})(\d\d)(\d\d)T(\d\d):?(\d\d)_UTC/.exec(name ?? '');
  if (minute) {
    const [, year, month, day, hour, min] = minute.map(Number);
    const start = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, min);
    if (start >= 0) return { start, assumed: true };
  }
  if (reading.options.start !== undefined) return { start: reading.options.start, assumed: true };
  throw new Refusal(
    'a call has only offsets: put its contact record into the same import, before it, or say --start TIME',
    '/Transcript',
  );
}
