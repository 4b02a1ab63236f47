import type { z } from 'zod';
import { overShared } from '../contract/consent.js';
import type { DataOf } from '../contract/events.js';
import type { handoffAnswer } from '../contract/handoffs.js';
import { charactersOf, isCut, isSpoken } from '../detectors/context-size.js';
import { textReader } from '../detectors/turn-text.js';
import { contextPolicy } from '../episodes/context.js';
import { knownContext } from '../episodes/known-context.js';
import type { Story } from '../episodes/story.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';

type ContextField = z.output<typeof handoffAnswer>['context'][number];

/** What may travel, in the order in which a receiver reads it. */
const labels: Record<string, string> = {
  identity: 'Identity',
  'identity.verified': 'Identity verified',
  intent: 'Intent',
  confidence: 'Confidence',
  sentiment: 'Sentiment',
  entities: 'Customer data',
  'summary.situation': 'Situation',
  'summary.background': 'Background',
  'summary.assessment': 'Assessment',
  'summary.recommendation': 'Recommendation',
  transcript: 'Transcript',
  attempts: 'What the bot tried',
  failed_action: 'Where it got stuck',
  sources: 'Sources it used',
  phone: 'Phone number',
};
const longestValue = 2_000;

/**
 * What the bot knew, what of it travelled, and what the customer was asked for again. `told`: whether the source says
 * what travels; where it does not, what it names is what the bot knew.
 */
export function listContext(story: Story, before: readonly LedgerEvent[], told: boolean): ContextField[] {
  const { pub, event } = story.initiated;
  const travelled = new Set(pub.context ?? []);
  const required: readonly string[] = contextPolicy.required[pub.purpose ?? 'escalation'];
  const repeated = new Set(story.followed.flatMap((follow) => follow.pub.repeated ?? []));
  const shown = knownContext(before);
  const known = shown && new Set(shown);
  const beyond = new Set(overShared(pub.scopes ?? null, pub.context ?? []));
  const names = Object.keys(labels).filter(
    (name) => required.includes(name) || travelled.has(name) || repeated.has(name) || known?.has(name),
  );
  const others = [...repeated].filter((name) => !(name in labels));
  return [...names, ...others].map((name) => ({
    name,
    label: labels[name] ?? name,
    required: required.includes(name),
    botKnew: knew(name, travelled, known),
    travelled: told ? travelled.has(name) : null,
    repeated: repeated.has(name),
    overShared: beyond.has(name),
    withheld: null,
    value: travelled.has(name) ? inWords(valueAt(event?.data.context, name)) : null,
  }));
}

/** How much of it there is; null where none travelled or its key is gone. */
export function sizeOfContext(story: Story, before: readonly LedgerEvent[]) {
  const { context } = (story.initiated.event?.data ?? {}) as Partial<DataOf<'handoff.initiated'>>;
  if (context === undefined) return null;
  return {
    characters: charactersOf(context),
    cut: isCut(context, before.filter(isSpoken).map(textReader())),
  };
}

/** Nobody can tell of a source that records no turns; what only a summary could say stays unknown too. */
function knew(
  name: string,
  travelled: ReadonlySet<string>,
  known: ReadonlySet<string> | null,
): boolean | null {
  if (travelled.has(name) || known?.has(name)) return true;
  return known && observable.has(name) ? false : null;
}

const observable = new Set([
  'intent',
  'confidence',
  'sentiment',
  'identity',
  'transcript',
  'attempts',
  'failed_action',
  'sources',
]);

function valueAt(context: unknown, name: string): unknown {
  return name.split('.').reduce<unknown>((value, member) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return (value as Record<string, unknown>)[member];
  }, context);
}

/** A value of any shape for people to read; null where it was erased. */
function inWords(value: unknown): string | null {
  const words = spell(value);
  if (words === undefined) return null;
  return words.length > longestValue ? `${words.slice(0, longestValue)}…` : words;
}

function spell(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.map((item) => spell(item) ?? '').join('\n');
  if (typeof value !== 'object') return String(value);
  return Object.entries(value)
    .map(([name, member]) => `${name}: ${spell(member) ?? ''}`)
    .join(', ');
}
