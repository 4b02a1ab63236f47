import type { DataOf } from '../contract/events.js';
import { misspell, say } from './grammar.js';
import { aside, type Case, isGamer, type Script } from './script.js';
import { languages, slotsOf, wordsFor } from './words/lexicon.js';

type Turn = DataOf<'turn.recorded'>;
type Reason = NonNullable<DataOf<'handoff.initiated'>['reasons']>[number];

/** How the bot's stretch went, as the bot itself saw it. */
export interface Stretch {
  outcome: 'solved' | 'stuck' | 'left';
  reasons: Reason[];
  /** The customer asked for a human before the bot offered one. */
  asked: boolean;
  intent: string | undefined;
  confidence: number;
  sentiment: number;
  failedAction: { code: string; name: string } | undefined;
  attempts: { action: string; result: 'ok' | 'failed' | 'nothing_found' }[];
  transcript: string[];
}

/** Speaks for everybody in one conversation: the same city, amount and card from the first word to the last. */
export class Voices {
  private readonly slots;
  private readonly general;
  private hasContact = false;

  constructor(private readonly about: Case) {
    this.slots = slotsOf(about.random, about.language, about.customer);
    this.general = languages[about.language];
  }

  of(kind: Exclude<keyof typeof this.general, 'money'>): string {
    return say(this.about.random, this.about.random.pick(this.general[kind]), this.slots);
  }

  topic(kind: 'ask' | 'more' | 'answer' | 'stuck' | 'human'): string {
    const { random, language, intent } = this.about;
    return say(random, random.pick(wordsFor(language, intent.name)[kind]), this.slots);
  }

  /** The first words: a greeting, the matter, sometimes a plea or how to be reached. */
  firstWords(): string {
    const { random, offTopic } = this.about;
    const parts = [offTopic ? this.of('offTopic') : this.topic('ask')];
    if (random.chance(0.3)) parts.unshift(this.of('openers'));
    if (random.chance(0.22)) parts.push(this.of('closers'));
    if (!this.hasContact && random.chance(0.05)) parts.push(this.contact());
    return this.typed(this.joined(parts));
  }

  /** The answer to the bot's question. */
  secondWords(): string {
    const parts = [this.topic('more')];
    if (!this.hasContact && this.about.random.chance(0.12)) parts.push(this.contact());
    return this.typed(this.joined(parts));
  }

  private contact(): string {
    this.hasContact = true;
    return this.of('contact');
  }

  private joined(parts: string[]): string {
    const { random, language } = this.about;
    const joints = language === 'ja' ? ['。', '、'] : [', ', '. ', ' - '];
    const space = language === 'ja' ? '' : ' ';
    return parts.reduce(
      (text, part) => text + (/[.,:!?。、]$/.test(text) ? space : random.pick(joints)) + part,
    );
  }

  typed(text: string): string {
    return this.about.channel === 'voice' || this.about.language === 'ja'
      ? text
      : misspell(this.about.random, text);
  }
}

/** One turn; a source without words records everything but the text. */
export function speak(
  script: Script,
  about: Case,
  role: Turn['role'],
  text: string,
  more: Partial<Turn> = {},
): void {
  script.add('turn.recorded', { role, text: about.site.words ? text : undefined, ...more });
}

const paces = { web: 1, app: 1.2, whatsapp: 2.2, voice: 0.35 };
export const customerPause = (about: Case) => about.random.lognormal(24 * paces[about.channel], 0.7);
const round = (value: number) => Math.round(value * 100) / 100;

/** From the first word to the bot's last: solved, stuck, or the customer went away. */
export function botStretch(script: Script, about: Case, voices: Voices): Stretch {
  const { random, intent } = about;
  const stretch = beginning(about);
  const hear = (text: string, sentiment: number, more: Partial<Turn> = {}) => {
    script.wait(customerPause(about));
    stretch.sentiment = round(sentiment);
    stretch.transcript.push(`Customer: ${text}`);
    speak(script, about, 'customer', text, { sentiment: stretch.sentiment, ...more });
  };
  const reply = (text: string, more: Partial<Turn> = {}) => {
    script.wait(random.between(0.8, 3.5));
    stretch.transcript.push(`Bot: ${text}`);
    speak(script, about, 'bot', text, { intent: stretch.intent, confidence: stretch.confidence, ...more });
  };

  if (isGamer(about)) {
    hear(voices.of('askHuman'), -0.2, { requests_human: true });
    reply(voices.of('handover'));
    return { ...stretch, outcome: 'stuck', reasons: ['customer_request'], asked: true };
  }
  hear(voices.firstWords(), random.between(-0.35, 0.4));
  if (about.offTopic || stretch.outcome === 'stuck' || random.chance(0.7)) {
    reply(voices.of(stretch.confidence < 0.5 ? 'unsure' : 'clarify'));
    if (stretch.outcome === 'left' && random.chance(0.5)) return stretch;
    hear(about.offTopic ? voices.of('offTopic') : voices.secondWords(), random.between(-0.4, 0.3));
  }
  if (stretch.outcome === 'stuck') {
    const failed = stretch.failedAction;
    stretch.attempts.push({ action: intent.attempt, result: failed ? 'failed' : 'nothing_found' });
    if (stretch.asked) {
      const isUpset = random.chance(0.35);
      hear(voices.of(isUpset ? 'upset' : 'askHuman'), random.between(-0.9, -0.3), {
        requests_human: isUpset ? undefined : true,
      });
      // The bot tries to keep the customer; now and then more than once.
      while (random.chance(0.22)) {
        reply(voices.of('clarify'));
        hear(voices.of('askHuman'), random.between(-1, -0.4), { requests_human: true });
      }
    }
    // The bot sometimes says what it may not decide.
    if (intent.name === 'refund_cancelled_flight' && aside(about, 'hasty').chance(0.25)) {
      reply(voices.topic('answer'));
    }
    const words = about.offTopic ? [] : [voices.topic('stuck')];
    reply([...words, voices.of('handover')].join(about.language === 'ja' ? '' : ' '), {
      action: about.offTopic ? undefined : intent.attempt,
      failed_action: failed,
    });
    return stretch;
  }
  reply(about.offTopic ? voices.of('unsure') : voices.topic('answer'), {
    action: intent.attempt,
    sources: random.chance(0.6) ? [{ id: `kb-${100 + random.below(60)}` }] : undefined,
  });
  return stretch;
}

/** What the bot understands, and whether it will do. */
function beginning(about: Case): Stretch {
  const { random, intent } = about;
  const isStuck = random.chance(escalationShare(about));
  const reasons = isStuck ? reasonsOf(about) : [];
  const understands = !about.offTopic && !reasons.includes('no_match');
  const isUnsure = !understands || reasons.includes('low_confidence');
  return {
    outcome: isStuck ? 'stuck' : random.chance(about.offTopic ? 0.7 : 0.07) ? 'left' : 'solved',
    reasons,
    asked:
      reasons[0] === 'customer_request' ||
      reasons[0] === 'sentiment_shift' ||
      (isStuck && random.chance(0.12)),
    intent: understands ? (isStuck ? (intent.takenFor ?? intent.name) : intent.name) : undefined,
    confidence: round(isUnsure ? random.between(0.18, 0.49) : random.between(0.68, 0.98)),
    sentiment: 0,
    failedAction: reasons[0] === 'action_failed' ? intent.failedAction : undefined,
    attempts: random.chance(0.5) ? [{ action: 'customer.lookup', result: 'ok' }] : [],
    transcript: [],
  };
}

function escalationShare(about: Case): number {
  const { intent, offTopic, version, contacts } = about;
  if (offTopic) return 0.28;
  const base =
    intent.learned && version >= intent.learned.version ? intent.learned.escalates : intent.escalates;
  // Who writes again about the same matter does not stay with the bot.
  return contacts > 0 ? Math.max(base, 0.75) : base;
}

function reasonsOf(about: Case): Reason[] {
  const { random, intent, offTopic } = about;
  if (offTopic) return [random.pick(['out_of_scope', 'no_match', 'customer_request'])];
  const isGap = intent.escalates > 0.5;
  const primary = random.chance(isGap ? 0.82 : 0.4)
    ? intent.reason
    : random.share({ customer_request: 0.58, sentiment_shift: 0.24, low_confidence: 0.12, unknown: 0.06 });
  const second = random.chance(0.15)
    ? random.pick(['customer_request', 'sentiment_shift'] as const)
    : primary;
  return second === primary ? [primary] : [primary, second];
}
