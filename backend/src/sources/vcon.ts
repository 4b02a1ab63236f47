import { customerOf } from './customer.js';
import { digestOf, EventWriter } from './event-writer.js';
import { isSigned, readKey, verifiedPayload } from './jws.js';
import { Node } from './node.js';
import { Refusal, type Understood } from './source.js';
import { type LoggedTurn, RoleSwitch } from './turn-log.js';
import { transcriptTurns } from './vcon-transcript.js';
import { type Reading, vendorSource } from './vendor-source.js';
import { identifierOf, labelOf, proseOf } from './words.js';

export type PartyRole = 'customer' | 'bot' | 'human';

/** Conversations in the IETF's container: plain, signed (JWS in JSON) or redacted. */
export const vcon = vendorSource({
  name: 'vcon',
  describes: 'IETF vCon conversations: plain, signed (JWS) or redacted',
  envelopes: ['vcons'],
  recognises: (record) =>
    ('vcon' in record && ('parties' in record || 'dialog' in record || 'uuid' in record)) ||
    ('payload' in record && ('signatures' in record || ('signature' in record && 'protected' in record))),
  begin: (reading) => {
    const key = reading.options.key === undefined ? undefined : readKey(reading.options.key);
    return (record) => {
      if (record.has('ciphertext')) throw new Refusal('the vCon is encrypted', '/ciphertext');
      if (!isSigned(record)) return mapVcon(record, reading);
      const { value, note } = verifiedPayload(record, key);
      const understood = mapVcon(new Node(value), reading);
      return note === undefined ? understood : { ...understood, notes: [note, ...(understood.notes ?? [])] };
    };
  },
});

function mapVcon(record: Node, reading: Reading): Understood {
  record.needText('vcon');
  // A redacted or amended vCon is the same conversation as the one that it was made from.
  const original =
    record.node('redacted')?.text('uuid') ?? record.node('amended', 'appended', 'ammended')?.text('uuid');
  const own = record.text('uuid') ?? digestOf(record.value);
  const updated = record.time(['updated_at', 'created_at']);
  const revision = updated === undefined ? undefined : { record: 'vcon', revision: updated };
  const writer = new EventWriter(reading.source, original ?? own, 'vcon', revision);
  const parties = record.nodes('parties');
  const roles = parties.map(roleOf);
  const dialogs = record.nodes('dialog');
  const starts = dialogs.flatMap((dialog) => dialog.time('start') ?? []);
  const first = starts.length > 0 ? Math.min(...starts) : record.time('created_at');
  if (first === undefined) return { events: [], ignored: 'a vCon without a time' };
  writeStart(writer, first, record, parties, roles);
  const notes = writeTurns(writer, record, dialogs, roles);
  for (const [index, dialog] of dialogs.entries()) writeMoves(writer, dialog, index, roles, parties);
  const end = endOf(dialogs);
  if (end !== undefined) writer.add(end, 'conversation.ended', {});
  return { events: writer.events, ...(notes.length > 0 ? { notes } : {}) };
}

/** As the draft's `type` or the contact-centre extension's `role` says; else nobody knows. */
function roleOf(party: Node): PartyRole | undefined {
  const type = party.text('type')?.toLowerCase();
  const role = party.text('role')?.toLowerCase() ?? '';
  if (type === 'bot' || /bot|ivr|virtual|assistant/.test(role)) return 'bot';
  if (/customer|caller|client|consumer|contact|end.?user|subscriber/.test(role)) return 'customer';
  return /agent|human|supervisor|manager|sme|expert|representative|thirdparty/.test(role)
    ? 'human'
    : undefined;
}

function writeStart(
  writer: EventWriter,
  at: number,
  record: Node,
  parties: readonly Node[],
  roles: readonly (PartyRole | undefined)[],
): void {
  const customer = parties[roles.indexOf('customer')];
  const bot = parties[roles.indexOf('bot')];
  const [first] = record.nodes('dialog');
  writer.add(at, 'conversation.started', {
    bot: bot && labelOf(bot.text('name') ?? 'bot'),
    channel: labelOf(first?.text('medium', 'application') ?? channelOf(first)),
    language: labelOf(record.text('language')),
    customer:
      customer &&
      customerOf({
        own: customer.text('uuid'),
        phone: customer.text('tel'),
        mail: customer.text('mailto'),
        vendor: customer.text('sip', 'did'),
      }),
  });
}

function channelOf(dialog: Node | undefined): string | undefined {
  const type = dialog?.text('mediatype', 'mimetype') ?? '';
  if (type.startsWith('audio/')) return 'voice';
  if (type.startsWith('video/')) return 'video';
  return type.startsWith('multipart/') || type === 'message/rfc822' ? 'email' : undefined;
}

/** Turns of texts and of transcripts, in the order of time; what nobody's role is known of is counted in a note. */
function writeTurns(
  writer: EventWriter,
  record: Node,
  dialogs: readonly Node[],
  roles: readonly (PartyRole | undefined)[],
): string[] {
  const turns: {
    at: number;
    party: number | undefined;
    text: string | undefined;
    sentiment?: number | undefined;
  }[] = [];
  for (const dialog of dialogs) {
    if (dialog.text('type') !== 'text') continue;
    const speaker = speakerOf(dialog);
    const type = dialog.text('mediatype', 'mimetype') ?? 'text/plain';
    const text = type.startsWith('text/plain')
      ? proseOf(bodyOf(dialog), `${dialog.pointer}/body`)
      : undefined;
    turns.push({ at: dialog.needTime('start'), party: speaker, text });
  }
  for (const analysis of record.nodes('analysis')) {
    if (!/transcript/i.test(analysis.text('type') ?? '')) continue;
    const dialog = dialogs[firstIndex(analysis.raw('dialog')) ?? -1];
    turns.push(...transcriptTurns(analysis, dialog?.time('start')));
  }
  const log = new RoleSwitch(
    'vcon-bot-then-human',
    dialogs.some((dialog) => dialog.text('type') === 'transfer'),
  );
  let unknown = 0;
  for (const { party, ...turn } of turns.sort((one, other) => one.at - other.at)) {
    const role: LoggedTurn['role'] | undefined = party === undefined ? undefined : roles[party];
    if (role === undefined) unknown++;
    else log.write(writer, { ...turn, role });
  }
  return unknown > 0
    ? ['turns are left out because the vCon does not say whether customer, bot or agent spoke']
    : [];
}

const firstIndex = (value: unknown): number | undefined => {
  const index: unknown = Array.isArray(value) ? value.flat()[0] : value;
  return typeof index === 'number' && Number.isInteger(index) && index >= 0 ? index : undefined;
};

const speakerOf = (dialog: Node): number | undefined =>
  firstIndex(dialog.raw('originator')) ?? firstIndex(dialog.raw('parties'));

function bodyOf(dialog: Node): string | undefined {
  if (dialog.text('encoding') !== 'base64url')
    return typeof dialog.raw('body') === 'string' ? dialog.text('body') : undefined;
  return Buffer.from(dialog.text('body') ?? '', 'base64url').toString();
}

/** Transfers, and who joined. */
function writeMoves(
  writer: EventWriter,
  dialog: Node,
  index: number,
  roles: readonly (PartyRole | undefined)[],
  parties: readonly Node[],
): void {
  const kindOf = (name: string) => roles[firstIndex(dialog.raw(name)) ?? -1];
  if (dialog.text('type') === 'transfer') {
    const target = firstIndex(dialog.raw('transfer_target') ?? dialog.raw('transfer-target'));
    const from = asParty(kindOf('transferor'));
    const to = asParty(roles[target ?? -1]);
    writer.add(dialog.needTime('start'), 'handoff.initiated', {
      handoff_id: `transfer-${index}`,
      purpose: from === 'bot' ? 'escalation' : to === 'bot' ? 'return' : 'transfer',
      from: { kind: from },
      to: {
        kind: to,
        skill: labelOf(dialog.text('skill')),
        queue: labelOf(parties[target ?? -1]?.text('queue')),
      },
      signal: 'explicit',
      rule: 'vcon-transfer',
    });
  }
  for (const event of dialog.nodes('party_history')) {
    const party = firstIndex(event.raw('party')) ?? -1;
    if (event.text('event') !== 'join' || roles[party] !== 'human') continue;
    const by = identifierOf(parties[party]?.text('uuid', 'sip', 'tel', 'mailto', 'name'));
    writer.add(event.needTime('time'), 'handoff.joined', { by });
  }
}

const asParty = (role: PartyRole | undefined) => (role === 'bot' || role === 'human' ? role : 'system');

/** A call has an end; a text may be followed by another. */
function endOf(dialogs: readonly Node[]): number | undefined {
  const ends = dialogs.flatMap((dialog) => {
    const seconds = dialog.text('type') === 'recording' ? dialog.number('duration') : undefined;
    const start = dialog.time('start');
    return start === undefined || seconds === undefined || seconds <= 0 || seconds > 1e6
      ? []
      : [start + Math.round(seconds * 1000)];
  });
  return ends.length > 0 ? Math.max(...ends) : undefined;
}
