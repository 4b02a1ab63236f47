import type { DataOf } from '../contract/events.js';
import { offsetAt } from '../contract/zone-offset.js';
import { negativeFrom } from '../episodes/voice.js';
import type { MaskCounts } from '../gaps/words/mask.js';
import { longestTurn, maskBeginning } from '../gaps/words/mask-beginning.js';
import type { MaskWords } from '../gaps/words/mask-words.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';
import type { KnownFeature } from './columns.js';
import type { Value } from './example.js';
import { isSuspectInjection } from './injection.js';
import { nearKey } from './split.js';

/** A stretch of the bot: the turns of it lie between the two times. */
export interface TurnPlace {
  episode: number;
  startedAt: number;
  /** Null: it is open. */
  endedAt: number | null;
  escalated: boolean;
}

export interface Turn {
  event: LedgerEvent;
  /** As last named. */
  language: string | null;
  known: Readonly<Record<KnownFeature, Value>>;
  /** Masked; '' where nothing was said, where nobody asked for words, and of what tries to instruct a model. */
  text: string;
  masked: MaskCounts;
}

interface TurnsAsked {
  zone: string;
  /** Whether the words are wanted, and what of them is masked besides. */
  words: boolean;
  terms?: MaskWords;
}

/** Names by which platforms say that the bot understood nothing: an intent, an action or a code of failure. */
const noMatch = /fall_?back|no[ _-]?(?:match|input)|out[ _-]?of[ _-]?scope|^none$/i;
const day = 86_400_000;

/**
 * The turns of one stretch, each with what was known at it. `ordered`: the conversation's events as `orderEvents` has
 * them. What is known is folded event by event and taken down when the turn was said. The facts only say which turns the
 * stretch has: when it began may be told later (by a return to the bot that fails in the end), so what is counted
 * begins anew at whatever was seen to give the conversation to somebody, or to end it.
 */
export function readTurns(ordered: readonly LedgerEvent[], place: TurnPlace, asked: TurnsAsked): Turn[] {
  const known = new Known(asked.zone);
  const turns: Turn[] = [];
  const begin = beginOf(ordered, place);
  for (const [i, event] of untilEnd(ordered, place, begin).entries()) {
    if (!isSpoken(event)) known.see(event);
    else {
      const text = textOf(event);
      const now = known.hear(event, text);
      if (i < begin || event.at < place.startedAt) continue;
      turns.push({ event, language: known.language, known: now, ...wordsOf(text, asked) });
    }
  }
  return turns;
}

/** By the customer or the bot. */
const isSpoken = ({ type, pub }: LedgerEvent) =>
  type === 'turn.recorded' && (pub.role === 'customer' || pub.role === 'bot');

/** Up to what ended it: what is said at the same instant may come after it. */
function untilEnd(
  ordered: readonly LedgerEvent[],
  { endedAt, escalated }: TurnPlace,
  begin: number,
): readonly LedgerEvent[] {
  if (endedAt === null) return ordered;
  const ends = escalated ? 'handoff.initiated' : 'conversation.ended';
  const end = ordered.findIndex(
    ({ type, at }, i) => i >= begin && (at > endedAt || (at === endedAt && type === ends)),
  );
  return end < 0 ? ordered : ordered.slice(0, end);
}

/** What is said at the instant at which a stretch ended and the next began belongs to one of them. */
const beginOf = (ordered: readonly LedgerEvent[], { startedAt }: TurnPlace): number =>
  1 +
  ordered.findLastIndex(
    ({ type, at }) => at <= startedAt && (type === 'handoff.initiated' || type === 'conversation.ended'),
  );

const textOf = (event: LedgerEvent) =>
  (event.event?.data as DataOf<'turn.recorded'> | undefined)?.text?.trim();

function wordsOf(text: string | undefined, { words, terms }: TurnsAsked): Pick<Turn, 'text' | 'masked'> {
  if (!words || !text || isSuspectInjection(text)) return { text: '', masked: {} };
  const masked = maskBeginning(text, longestTurn, terms);
  return { text: masked.text, masked: masked.counts };
}

/** What is known so far: a function of the events seen, in their order. */
class Known {
  language: string | null = null;
  private readonly said = new Set<string>();
  private firstAt: number | null = null;
  private previousAt: number | null = null;
  private readonly offsets = new Map<number, number>();
  private readonly now: Record<KnownFeature, Value> = { ...nothingKnown };

  constructor(private readonly zone: string) {}

  /** What is said of the conversation as a whole, and what ends a stretch. */
  see({ type, pub }: LedgerEvent): void {
    const { now } = this;
    if (type === 'conversation.started') {
      this.language = pub.language ?? this.language;
      for (const name of ['channel', 'bot', 'bot_version', 'segment'] as const) {
        now[name] = pub[name] ?? now[name];
      }
    }
    const isGiven =
      type === 'handoff.initiated' && (pub.purpose === 'escalation' || pub.purpose === 'return');
    if (isGiven && pub.purpose === 'escalation' && pub.from_kind === 'bot') this.count('earlier_escalations');
    if (isGiven || type === 'conversation.ended') this.beginAnew();
  }

  private beginAnew(): void {
    const { now } = this;
    const { episode, channel, bot, bot_version, segment, earlier_escalations } = now;
    const next = Number(episode) + Number(now.turn !== 0);
    Object.assign(now, nothingKnown, {
      channel,
      bot,
      bot_version,
      segment,
      earlier_escalations,
      episode: next,
    });
    this.said.clear();
    this.firstAt = null;
    this.previousAt = null;
  }

  /** The state after this turn. */
  hear({ at, pub }: LedgerEvent, text: string | undefined): Readonly<Record<KnownFeature, Value>> {
    const { now } = this;
    this.count('turn');
    now.at = new Date(at).toISOString();
    now.party = pub.role ?? null;
    Object.assign(now, this.clockAt(at));
    this.firstAt ??= at;
    now.seconds_since_start = (at - this.firstAt) / 1000;
    now.seconds_since_previous = this.previousAt === null ? null : (at - this.previousAt) / 1000;
    this.previousAt = at;
    now.characters = text ? [...text].length : null;
    if (pub.intent !== undefined && pub.intent !== now.intent) {
      if (now.intent !== null) this.count('intent_changes');
      now.intent = pub.intent;
    }
    this.low('confidence', pub.confidence_bp);
    if (pub.role === 'customer') this.hearCustomer(pub, text ?? '');
    else this.hearBot(pub);
    if ([pub.intent, pub.action, pub.failed_code].some((name) => name && noMatch.test(name)))
      this.count('no_match');
    return { ...now };
  }

  private hearCustomer(pub: LedgerEvent['pub'], text: string): void {
    this.count('customer_turns');
    this.count('customer_characters', [...text].length);
    const words = nearKey(text);
    if (words !== '' && this.said.has(words)) this.count('repeats');
    this.said.add(words);
    this.low('sentiment', pub.sentiment_bp);
    if (pub.sentiment_bp !== undefined && pub.sentiment_bp <= negativeFrom) this.count('negative_turns');
    if (pub.requests_human) this.count('asked_for_human');
  }

  private hearBot({ action, failed_code: failed }: LedgerEvent['pub']): void {
    const { now } = this;
    this.count('bot_turns');
    if (action === undefined && failed === undefined) return;
    this.count('actions');
    now.action = action ?? now.action;
    if (failed === undefined) return;
    this.count('failed_actions');
    now.failed_code = failed;
  }

  private count(name: KnownFeature, by = 1): void {
    this.now[name] = Number(this.now[name]) + by;
  }

  /** The value and the least of it so far, from basis points. */
  private low(name: 'confidence' | 'sentiment', points: number | undefined): void {
    if (points === undefined) return;
    const value = points / 10_000;
    const least = this.now[`${name}_min`];
    this.now[name] = value;
    this.now[`${name}_min`] = typeof least === 'number' ? Math.min(least, value) : value;
  }

  private clockAt(at: number): { hour: number; weekday: number } {
    // No zone changes its clocks within a quarter of an hour.
    const quarter = Math.floor(at / 900_000);
    const offset = this.offsets.get(quarter) ?? offsetAt(this.zone, quarter * 900_000);
    this.offsets.set(quarter, offset);
    const local = at + offset;
    // 1970 began on a Thursday.
    const weekday = ((((Math.floor(local / day) + 3) % 7) + 7) % 7) + 1;
    return { hour: new Date(local).getUTCHours(), weekday };
  }
}

const nothingKnown: Readonly<Record<KnownFeature, Value>> = {
  episode: 1,
  turn: 0,
  at: null,
  party: null,
  channel: null,
  bot: null,
  bot_version: null,
  segment: null,
  hour: null,
  weekday: null,
  earlier_escalations: 0,
  seconds_since_start: 0,
  seconds_since_previous: null,
  customer_turns: 0,
  bot_turns: 0,
  characters: null,
  customer_characters: 0,
  repeats: 0,
  intent: null,
  intent_changes: 0,
  confidence: null,
  confidence_min: null,
  no_match: 0,
  sentiment: null,
  sentiment_min: null,
  negative_turns: 0,
  asked_for_human: 0,
  action: null,
  actions: 0,
  failed_actions: 0,
  failed_code: null,
};
