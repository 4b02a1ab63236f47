import type { DataOf } from '../contract/events.js';
import type { Stretch } from './bot-stretch.js';
import type { Case } from './script.js';
import type { Travels } from './sites.js';

type Context = NonNullable<DataOf<'handoff.initiated'>['context']>;
type Field =
  | 'identity'
  | 'situation'
  | 'background'
  | 'assessment'
  | 'recommendation'
  | 'intent'
  | 'confidence'
  | 'sentiment'
  | 'entities'
  | 'transcript'
  | 'attempts'
  | 'failed_action'
  | 'phone';

/** How often each field travels. */
const shares: Record<Travels, Partial<Record<Field, number>>> = {
  all: {
    identity: 0.93,
    situation: 0.95,
    background: 0.82,
    assessment: 0.86,
    recommendation: 0.75,
    intent: 0.96,
    confidence: 0.95,
    sentiment: 0.9,
    entities: 0.88,
    transcript: 0.92,
    attempts: 0.85,
    failed_action: 0.95,
  },
  most: {
    identity: 0.6,
    situation: 0.85,
    background: 0.2,
    intent: 0.9,
    confidence: 0.7,
    sentiment: 0.3,
    entities: 0.5,
    transcript: 0.8,
    attempts: 0.4,
    failed_action: 0.6,
  },
  no_words: {
    identity: 0.7,
    intent: 0.95,
    confidence: 0.95,
    sentiment: 0.85,
    attempts: 0.6,
    failed_action: 0.8,
  },
  phone: { phone: 1 },
};

/** What travels with the handoff, and how much of it there was to send (0 to 1). */
export function contextOf(about: Case, stretch: Stretch): { context: Context; fullness: number } {
  const { random, site, customer, intent, offTopic } = about;
  const has = (field: Field) => random.chance(shares[site.travels][field] ?? 0);
  const when = <T>(field: Field, value: T) => (has(field) ? value : undefined);
  const situation = offTopic
    ? 'Customer asks for something that the assistant does not know.'
    : intent.situation;
  const summary = {
    situation: when('situation', situation),
    background: when('background', backgroundOf(about)),
    assessment: when('assessment', assessmentOf(about, stretch)),
    recommendation: when('recommendation', intent.duties[0]?.description),
  };
  const context: Context = {
    identity: customer ? when('identity', { verified: random.chance(0.8) }) : undefined,
    summary: Object.values(summary).some((text) => text !== undefined) ? summary : undefined,
    intent: when('intent', stretch.intent),
    confidence: when('confidence', stretch.confidence),
    sentiment: when('sentiment', stretch.sentiment),
    entities: when('entities', { language: about.language, product: site.bot }),
    // Some platforms send the last turns only.
    transcript: when('transcript', stretch.transcript.slice(site.travels === 'most' ? -3 : 0).join('\n')),
    attempts: stretch.attempts.length > 0 ? when('attempts', stretch.attempts) : undefined,
    failed_action: when('failed_action', stretch.failedAction),
    phone: when('phone', `+1-555-01${String(random.below(100)).padStart(2, '0')}`),
  };
  const present = Object.values(context).filter((value) => value !== undefined).length;
  return { context, fullness: site.travels === 'phone' ? 0 : Math.min(1, present / 7) };
}

function backgroundOf(about: Case): string {
  const before = about.contacts > 0 ? ' Wrote about the same matter before.' : '';
  return about.customer
    ? `Known ${about.segment} customer, writes by ${about.channel} in "${about.language}".${before}`
    : `Visitor without a login, writes by ${about.channel} in "${about.language}".`;
}

function assessmentOf(about: Case, stretch: Stretch): string {
  if (stretch.failedAction) return `${stretch.failedAction.name} failed with ${stretch.failedAction.code}.`;
  if (about.offTopic || !stretch.intent) return 'The assistant did not recognise the matter.';
  if (stretch.reasons[0] === 'policy_rule') return 'By rule a person has to decide.';
  if (stretch.asked) return 'The customer asked for a person.';
  return `Nothing in ${about.intent.attempt} covers it.`;
}
