import type { LedgerEvent } from '../ledger/ledger-event.js';
import type { Pub } from '../ledger/open-fields.js';
import type { Initiator, Profile } from './rows.js';
import type { Story } from './story.js';
import { hear, unheard, type Voice } from './voice.js';

/** A new start of the customer (or of the business): the first event, or a reopening after the end. */
export interface Contact {
  at: number;
  initiatedBy: Initiator;
  /** Said by the source, so that a later, weaker sign does not change it. */
  stated: boolean;
  intent: string | null;
}

export class Contacts {
  readonly all: Contact[] = [];

  add(at: number, initiatedBy: Initiator): void {
    this.all.push({ at, initiatedBy, stated: false, intent: null });
  }

  /** Whoever asks has seen an event that makes one. */
  get latest(): Contact {
    const contact = this.all.at(-1);
    if (!contact) throw new Error('nobody has turned to the conversation yet');
    return contact;
  }
}

/** What the bot last understood; a handoff takes from it what it does not say itself. */
export interface Understanding {
  intent: string | null;
  confidence_bp: number | null;
  sentiment_bp: number | null;
  failed_code: string | null;
}

/** An episode in the making: time for which a bot is, or may turn out to have been, responsible. */
export interface Stretch {
  contact: Contact;
  profile: Profile;
  startedAt: number;
  endedAt: number | null;
  /** `none`: no sign of a bot yet. `assumed`: reopened where a bot was before; a human may still pick it up. */
  claim: 'none' | 'assumed' | 'certain';
  /** Began while a failed handoff was still without a taker: counts only if the customer goes on with the bot. */
  afterFailure: boolean;
  resumed: boolean;
  understood: Understanding;
  /** What the customer said in it. */
  voice: Voice;
  botTurns: number;
  lastBotTurnAt: number | null;
  timesAssumed: boolean;
  /** Set when the conversation's end ended it. */
  resolved: Pub['resolved'] | 'unsaid' | null;
  /** The handoffs that ended it: the escalation, its retries and what humans made of it. */
  chain: Hop[] | null;
}

/** A handoff's place in the conversation. */
export interface Hop {
  story: Story;
  stretch: Stretch | null;
  chain: Hop[];
  hop: number;
  endedAt: number | null;
  transferred: boolean;
  profile: Profile;
  understood: Understanding;
  /** The bot's last word before it. */
  botLastAt: number | null;
  firstHumanTurn: LedgerEvent | null;
  /** The first that is more than a greeting or a word to hold on. */
  firstHelp: LedgerEvent | null;
  lastHumanTurn: LedgerEvent | null;
  /** The bot's last word while a human was responsible. */
  lastBesideAt: number | null;
}

const nothingUnderstood: Understanding = {
  intent: null,
  confidence_bp: null,
  sentiment_bp: null,
  failed_code: null,
};

export function newStretch(
  at: number,
  claim: Stretch['claim'],
  contact: Contact,
  profile: Profile,
  afterFailure: boolean,
): Stretch {
  return {
    contact,
    profile,
    startedAt: at,
    endedAt: null,
    claim,
    afterFailure,
    resumed: false,
    understood: nothingUnderstood,
    voice: unheard,
    botTurns: 0,
    lastBotTurnAt: null,
    timesAssumed: false,
    resolved: null,
    chain: null,
  };
}

/** A handoff out of (or into) `stretch`; the only hop of its chain until it is added to one. */
export function newHop(story: Story, stretch: Stretch | null, profile: Profile): Hop {
  const hop: Hop = {
    story,
    stretch,
    chain: [],
    hop: 1,
    endedAt: null,
    transferred: false,
    profile: stretch?.profile ?? profile,
    understood: understand(stretch?.understood ?? nothingUnderstood, story.initiated.pub),
    botLastAt: stretch?.lastBotTurnAt ?? null,
    firstHumanTurn: null,
    firstHelp: null,
    lastHumanTurn: null,
    lastBesideAt: null,
  };
  hop.chain.push(hop);
  return hop;
}

/** A turn of the bot or the customer in a stretch. */
export function speak(stretch: Stretch, event: LedgerEvent): void {
  stretch.understood = understand(stretch.understood, event.pub);
  if (event.pub.role === 'bot') {
    stretch.claim = 'certain';
    stretch.botTurns += 1;
    stretch.lastBotTurnAt = event.at;
  } else stretch.voice = hear(stretch.voice, event);
}

/** Turns of a human with this action are manners, not yet help. */
const opening = new Set(['greeting', 'hold']);

/** A human's turn after a handoff. */
export function answer(hop: Hop, event: LedgerEvent): void {
  hop.firstHumanTurn ??= event;
  if (!opening.has(event.pub.action ?? '')) hop.firstHelp ??= event;
  hop.lastHumanTurn = event;
}

/** A bot's turn while a human has the handoff: it stays beside the human. */
export function speakBeside(hop: Hop | undefined, { at }: LedgerEvent): void {
  if (hop) hop.lastBesideAt = at;
}

/** What a turn or a handoff adds to what was understood before. */
export function understand(before: Understanding, pub: Pub): Understanding {
  return {
    intent: pub.intent ?? before.intent,
    confidence_bp: pub.confidence_bp ?? before.confidence_bp,
    sentiment_bp: pub.sentiment_bp ?? before.sentiment_bp,
    failed_code: pub.failed_code ?? before.failed_code,
  };
}

/** What a `conversation.started` adds to the profile. */
export function profileWith(before: Profile, pub: Pub): Profile {
  return {
    bot: pub.bot ?? before.bot,
    bot_version: pub.bot_version ?? before.bot_version,
    channel: pub.channel ?? before.channel,
    language: pub.language ?? before.language,
    segment: pub.segment ?? before.segment,
  };
}

/** A stretch that turned out not to be the bot's, or only bridged the wait after a failed handoff. */
export function isEpisode(stretch: Stretch): boolean {
  if (stretch.claim === 'none') return false;
  return !stretch.afterFailure || stretch.voice.turns > 0;
}
