import { type ConsentScope, consentPolicy, covers, scopeOfField } from '../contract/consent.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';
import type { Key } from './rows.js';

/** One `consent.changed`, members named as the columns are; keys base64url, times ms. */
export interface ConsentRow {
  event_uid: string;
  /** The event names the customer: it holds for all conversations of theirs. */
  customer_key: Key | null;
  conversation_key: Key;
  /** Null: for everyone. */
  party: string | null;
  scopes: readonly string[];
  at: number;
  seq: number;
}

export function consentRowOf({ type, uid, at, pub, link }: LedgerEvent): ConsentRow[] {
  if (type !== 'consent.changed' || link.conversation === undefined) return [];
  return [
    {
      event_uid: uid,
      customer_key: link.customer ?? null,
      conversation_key: link.conversation,
      party: pub.party ?? null,
      scopes: pub.scopes ?? [],
      at,
      seq: pub.seq ?? 0,
    },
  ];
}

/** Members of `data` that say nothing of a customer: ids, labels, counts and times of the contact centre. */
const free = new Set([
  'handoff_id',
  'action_id',
  'by',
  'purpose',
  'from',
  'to',
  'reasons',
  'signal',
  'rule',
  'proactive',
  'priority',
  'consent_scopes',
  'deadline',
  'customer_notified',
  'fallback',
  'role',
  'intent',
  'requests_human',
  'confidence',
  'action',
  'model',
  'queue',
  'skills',
  'kind',
  'result',
  'cause',
  'evidence',
  'due',
  'withdrawn',
  'score',
  'scale',
  'leg',
  'scopes',
  'party',
  'bot',
  'version',
  'bot_version',
  'channel',
  'language',
  'segment',
  'initiated_by',
  'resolved',
  'reason',
  'path',
  'next_path',
  'dataset_version',
  'improvements',
]);
const attributes = new Set([
  'specversion',
  'id',
  'source',
  'type',
  'subject',
  'time',
  'sequence',
  'timeassumed',
  'datacontenttype',
  'dataschema',
]);
const outcome = new Set(['outcome', 'intent', 'disposition', 'repeated']);
const inData: Readonly<Record<string, ConsentScope>> = {
  customer: 'identity',
  text: consentPolicy.words.turn,
  sentiment: 'sentiment',
  sources: 'sources',
  failed_action: 'attempts',
  reason_raw: consentPolicy.words.reason,
  required_actions: consentPolicy.words.description,
  description: consentPolicy.words.description,
};
/** What nobody has named may be anything about the customer. */
const unnamed: ConsentScope = 'entities';

/** The scope of the value at a place in an event; `inside`: its members have scopes of their own. */
function scopeAt(path: readonly string[]): ConsentScope | null | 'inside' {
  const [top, member, part] = path;
  if (top === undefined) return 'inside';
  if (top !== 'data') return attributes.has(top) ? null : unnamed;
  if (member === undefined) return 'inside';
  if (member === 'context') {
    if (part === undefined) return 'inside';
    return part === 'intent' || part === 'confidence' ? null : (scopeOfField(part) ?? unnamed);
  }
  if (member === 'resolution') {
    if (part === undefined) return 'inside';
    if (outcome.has(part)) return null;
    return part === 'words' || part === 'steps' ? consentPolicy.words.resolution : unnamed;
  }
  if (free.has(member)) return null;
  return Object.hasOwn(inData, member) ? (inData[member] ?? unnamed) : unnamed;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every scope that must be granted before the value at `path` of a customer's event may be shown. */
export function scopesNeeded(path: readonly string[], value: unknown): Set<ConsentScope> {
  const scope = scopeAt(path);
  if (scope === null) return new Set();
  if (scope !== 'inside') return new Set([scope]);
  if (!isObject(value)) return new Set();
  return new Set(
    Object.entries(value).flatMap(([name, member]) => [...scopesNeeded([...path, name], member)]),
  );
}

/** Scopes that the value at a JSON pointer of an event needs, and that were not granted. */
export const scopesNotCovered = (
  pointer: string,
  value: unknown,
  scopes: readonly string[] | null,
): ConsentScope[] => [...scopesNeeded(pathOf(pointer), value)].filter((scope) => !covers(scopes, scope));

interface Disclosed {
  pointer: string;
  salt: string | null;
  value: unknown;
  withheld: ConsentScope[];
}

/** The fields of an entry as consent lets them be seen: the commitment stays, value and salt go together. */
export function withholdFields<F extends Disclosed>(
  fields: readonly F[],
  scopes: readonly string[] | null,
): F[] {
  return fields.map((field) => {
    if (field.salt === null) return field;
    const withheld = scopesNotCovered(field.pointer, field.value, scopes);
    return withheld.length === 0 ? field : { ...field, salt: null, value: null, withheld };
  });
}

const pathOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((member) => member.replaceAll('~1', '/').replaceAll('~0', '~'));
