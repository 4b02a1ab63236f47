import type { z } from 'zod';
import type { conversationVcon } from '../contract/conversations.js';
import type { handoffAnswer } from '../contract/handoffs.js';

type Handoff = z.output<typeof handoffAnswer>;
type Turn = Handoff['turns'][number];
type Vcon = z.output<typeof conversationVcon>;
type Part = Record<string, unknown>;

/** A conversation as its customer's consent lets it be shown. */
export interface ShownConversation {
  key: string;
  source: string;
  conversationId: string | null;
  customer: string | null;
  bot: string | null;
  startedAt: string;
  turns: readonly Turn[];
  handoffs: readonly Handoff[];
}

const order = ['customer', 'bot', 'human', 'system'] as const;
type Role = (typeof order)[number];
/** The role of the contact-centre extension; `type` is the draft's. */
const roles = {
  customer: { role: 'customer', type: 'person' },
  bot: { role: 'bot', type: 'bot' },
  human: { role: 'agent', type: 'person' },
  system: { role: 'system' },
} as const satisfies Record<Role, Part>;

/**
 * An IETF vCon (draft-ietf-vcon-vcon-core, syntax 0.4.0, valid under the working group's CDDL): each turn is a dialog,
 * each handoff a dialog `transfer` where turns stand on both sides of it, and its whole record an analysis `handoff`.
 * Where words are not there, the dialog's body is empty and `words` says why.
 */
export function writeVcon(shown: ShownConversation, createdAt: number): Vcon {
  const { turns, handoffs } = shown;
  const present = order.filter(
    (role) =>
      role === 'customer' ||
      turns.some((turn) => turn.role === role) ||
      handoffs.some((handoff) => handoff.fromKind === role || handoff.toKind === role),
  );
  const indexOf = (role: string) => Math.max(0, present.indexOf(role as Role));
  const dialog: Part[] = turns.map((turn) => dialogOf(turn, indexOf));
  if (dialog.length === 0) {
    dialog.push({ type: 'incomplete', start: shown.startedAt, disposition: 'no turn was recorded' });
  }
  const analysis = handoffs.map((handoff) => analysisOf(handoff, dialogAt(turns, handoff)));
  dialog.push(...handoffs.flatMap((handoff) => transferOf(handoff, turns, indexOf)));
  return {
    vcon: '0.4.0',
    uuid: uuidOf(shown.key),
    created_at: new Date(createdAt).toISOString(),
    ...(shown.conversationId === null ? {} : { subject: `${shown.source} ${shown.conversationId}` }),
    parties: present.map((role) => ({
      ...roles[role],
      ...(role === 'customer' ? identityOf(shown.customer) : {}),
      ...(role === 'bot' && shown.bot !== null ? { name: shown.bot } : {}),
    })),
    dialog,
    analysis,
  };
}

/** A UUID of version 8 (RFC 9562) from the conversation's pseudonym: the same conversation has the same one. */
function uuidOf(key: string): string {
  const bytes = Buffer.from(key, 'base64url');
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function identityOf(customer: string | null): Part {
  if (customer === null) return {};
  if (customer.startsWith('tel:')) return { tel: customer.slice(4) };
  return customer.startsWith('mailto:') ? { mailto: customer.slice(7) } : { name: customer };
}

function dialogOf(turn: Turn, indexOf: (role: string) => number): Part {
  const speaker = indexOf(turn.role);
  const listener = turn.role === 'customer' ? undefined : indexOf('customer');
  return {
    type: 'text',
    start: turn.at,
    parties: listener === undefined ? [speaker] : [speaker, listener],
    originator: speaker,
    mediatype: 'text/plain',
    encoding: 'none',
    body: turn.text ?? '',
    ...(turn.text === null ? { words: turn.textWithheld ? 'withheld' : 'absent' } : {}),
  };
}

/** The dialog during which it was handed over: the last that began before. */
function dialogAt(turns: readonly Turn[], handoff: Handoff): number {
  const before = turns.filter((turn) => turn.at <= handoff.relay.initiatedAt).length;
  return Math.max(0, before - 1);
}

/** Spelled as in the draft, and beside it as in the CDDL. */
function transferOf(handoff: Handoff, turns: readonly Turn[], indexOf: (role: string) => number): Part[] {
  const original = dialogAt(turns, handoff);
  const target = turns.findIndex(
    (turn) => turn.at > handoff.relay.initiatedAt && turn.role === handoff.toKind,
  );
  if (target < 0) return [];
  const to = indexOf(handoff.toKind);
  return [
    {
      type: 'transfer',
      start: handoff.relay.initiatedAt,
      transferee: indexOf('customer'),
      transferor: indexOf(handoff.fromKind),
      transfer_target: to,
      'transfer-target': to,
      original,
      target_dialog: target,
      'target-dialog': target,
    },
  ];
}

/** The record without what stands in the dialogs, and without what only a page needs. */
function analysisOf(handoff: Handoff, dialog: number): Part {
  const { turns: _turns, steps: _steps, watermark: _watermark, sentence: _sentence, ...record } = handoff;
  return {
    type: 'handoff',
    dialog,
    vendor: 'Baton',
    product: 'handoff record',
    schema: '#/components/schemas/Handoff',
    mediatype: 'application/json',
    encoding: 'json',
    body: JSON.stringify(record),
  };
}
