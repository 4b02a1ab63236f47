import type { LedgerEvent } from '../ledger/ledger-event.js';
import type { Initiator, Key, Profile } from './rows.js';
import { finalFailure, isTaking, type Stories, type Story } from './story.js';
import {
  answer,
  Contacts,
  type Hop,
  isEpisode,
  newHop,
  newStretch,
  profileWith,
  type Stretch,
  speak,
  speakBeside,
  understand,
} from './stretch.js';
import { unheard } from './voice.js';

/**
 * Walks a conversation's events in order and keeps who is responsible: a bot (`stretch`), a human (`human`),
 * or nobody. A human turn without a handoff does not end the bot's stretch: handoffs are what sources say,
 * not what this code supposes.
 */
export class Walk {
  readonly contacts = new Contacts();
  readonly hops = new Map<Key, Hop>();
  private readonly closed: Stretch[] = [];
  private stretch: Stretch | null = null;
  private human = false;
  /** The handoffs of the present stretch of responsibility. */
  private chain: Hop[] = [];
  private ended = false;
  /** Reopened after the end, and nobody has taken it up yet. */
  private reopened = false;
  private afterFailure = false;
  /** Ended by the conversation's end, so that a later word about that end still counts. */
  private lastEnded: Stretch | null = null;

  constructor(
    private readonly stories: Stories,
    /** As last said; begins as first said. */
    public profile: Profile,
  ) {}

  /** The episodes, in order of their start. */
  get episodes(): Stretch[] {
    const all = this.stretch ? [...this.closed, this.stretch] : this.closed;
    return all.filter(isEpisode);
  }

  step(event: LedgerEvent): void {
    const before = this.stretch;
    this.dispatch(event);
    if (!event.pub.assumed) return;
    for (const stretch of [before, this.stretch]) if (stretch) stretch.timesAssumed = true;
  }

  private dispatch(event: LedgerEvent): void {
    const story = this.stories.of.get(event);
    if (event.type === 'conversation.started') this.start(event);
    else if (event.type === 'turn.recorded') this.turn(event);
    else if (event.type === 'conversation.ended') this.end(event);
    else if (!story) return;
    else if (event.type === 'handoff.initiated') this.initiate(event, story);
    else if (event.type === 'handoff.failed') this.fail(story);
    else if (event.type === 'handoff.resolved') this.resolve(story);
    else if (isTaking(event)) this.take(story);
  }

  private start(event: LedgerEvent): void {
    const { pub } = event;
    this.reach(event, 'customer');
    const contact = this.contacts.latest;
    if (pub.initiated_by && !contact.stated) {
      contact.initiatedBy = pub.initiated_by;
      contact.stated = true;
    }
    this.profile = profileWith(this.profile, pub);
    if (!this.human) this.stretch ??= this.open(event.at);
    if (!this.stretch) return;
    this.stretch.profile = profileWith(this.stretch.profile, pub);
    if (pub.bot) this.stretch.claim = 'certain';
  }

  private turn(event: LedgerEvent): void {
    const { pub } = event;
    if (pub.role === 'system') return;
    this.reach(event, pub.role === 'customer' ? 'customer' : 'business');
    this.contacts.latest.intent ??= pub.intent ?? null;
    if (pub.role === 'human') this.humanTurn(event);
    else if (!this.human) this.botOrCustomerTurn(event);
    else if (pub.role === 'bot') speakBeside(this.chain.at(-1), event);
  }

  private botOrCustomerTurn(event: LedgerEvent): void {
    this.stretch ??= this.open(event.at);
    speak(this.stretch, event);
  }

  private humanTurn(event: LedgerEvent): void {
    if (this.stretch) {
      if (this.stretch.claim === 'certain' && !this.stretch.afterFailure) return;
      this.stretch = null;
    }
    this.setHuman(true);
    this.reopened = false;
    const hop = this.chain.at(-1);
    if (hop) answer(hop, event);
  }

  private end(event: LedgerEvent): void {
    if (this.ended) {
      if (this.lastEnded && event.pub.resolved) this.lastEnded.resolved = event.pub.resolved;
      return;
    }
    this.lastEnded = this.stretch;
    if (this.stretch) {
      this.stretch.resolved = event.pub.resolved ?? 'unsaid';
      this.close(event.at);
    }
    const hops = [...this.hops.values()];
    end(
      hops.filter((hop) => hop.story.initiated.pub.purpose !== 'success'),
      event.at,
    );
    this.setHuman(false);
    this.ended = true;
  }

  private initiate(event: LedgerEvent, story: Story): void {
    const { pub } = event;
    if (this.contacts.all.length === 0) this.contacts.add(event.at, 'customer');
    this.contacts.latest.intent ??= pub.intent ?? null;
    if (pub.purpose === 'success') this.succeed(event, story);
    else if (pub.purpose === 'return' && pub.to_kind !== 'human') this.giveBack(event, story);
    else this.giveOn(event, story);
  }

  /** From the bot to a human, or from one human to the next. */
  private giveOn(event: LedgerEvent, story: Story): void {
    const { pub } = event;
    const fromBot = pub.from_kind === 'bot';
    this.ended = false;
    if (fromBot && pub.purpose === 'transfer' && pub.to_kind === 'bot' && !this.human) {
      this.claim(event.at);
      this.place(story);
    } else if (this.isBotsToGive(fromBot)) {
      this.escalate(event, story);
    } else {
      this.stretch = null;
      this.extend(this.place(story));
    }
  }

  /** The bot tries again after a handoff that nobody took, without having served the customer in between. */
  private isRetry(): boolean {
    if (this.chain.at(-1)?.story.initiated.pub.to_kind === 'bot') return false;
    return this.chain.length > 0 && (!this.stretch || !isEpisode(this.stretch));
  }

  private isBotsToGive(fromBot: boolean): boolean {
    if (fromBot && this.isRetry()) return false;
    if (this.stretch) return fromBot || this.stretch.claim === 'certain';
    return fromBot && !(this.human && this.chain.length > 0);
  }

  private escalate(event: LedgerEvent, story: Story): void {
    const { pub, at } = event;
    const stretch = this.claim(at);
    stretch.understood = understand(stretch.understood, pub);
    end(this.chain, at);
    this.chain = [];
    stretch.chain = this.chain;
    this.extend(this.place(story));
    this.close(at);
    this.setHuman(pub.to_kind !== 'bot');
    if (this.human) return;
    this.claim(at).profile = stretch.profile;
  }

  /** A completed outcome goes to who acts on it: responsibility for the customer does not move. */
  private succeed(event: LedgerEvent, story: Story): void {
    const fromBot = event.pub.from_kind === 'bot';
    if (fromBot && !this.human && !this.ended) {
      this.claim(event.at);
    }
    const hop = this.place(story);
    hop.stretch ??= fromBot ? (this.closed.at(-1) ?? null) : null;
  }

  private giveBack(event: LedgerEvent, story: Story): void {
    if (finalFailure(story.followed)) {
      this.place(story);
      return;
    }
    end(this.chain, event.at);
    this.ended = false;
    this.setHuman(false);
    if (this.stretch?.claim !== 'certain') {
      const voice = this.stretch?.voice ?? unheard;
      this.stretch = { ...this.open(event.at), claim: 'certain', resumed: true, voice };
    }
    this.chain = [];
    this.extend(this.place(story));
    this.human = false;
  }

  private fail(story: Story): void {
    const hop = this.chain.at(-1);
    if (hop?.story !== story || story.initiated.pub.to_kind === 'bot' || this.ended) return;
    this.human = false;
    this.afterFailure = true;
  }

  private take(story: Story): void {
    if (this.ended || !this.isBridged(story)) return;
    this.stretch = null;
    this.setHuman(true);
  }

  /** The bot only bridged the wait for this handoff. */
  private isBridged(story: Story): boolean {
    return this.afterFailure && this.chain.some((hop) => hop.story === story);
  }

  private resolve(story: Story): void {
    if (this.chain.at(-1)?.story !== story || story.initiated.pub.to_kind === 'bot') return;
    if (this.isBridged(story)) this.stretch = null;
    this.setHuman(false);
    this.chain = [];
  }

  private place(story: Story): Hop {
    const hop = newHop(story, this.stretch, this.profile);
    this.hops.set(story.key, hop);
    return hop;
  }

  /** Adds a hop to the chain; the one before it was sent onward. */
  private extend(hop: Hop): void {
    const { at, pub } = hop.story.initiated;
    const previous = this.chain.at(-1);
    if (previous) {
      previous.endedAt ??= at;
      previous.transferred ||= pub.from_kind === 'human';
      hop.hop = previous.hop + 1;
    }
    hop.chain = this.chain;
    this.chain.push(hop);
    if (pub.to_kind !== 'bot') this.setHuman(true);
  }

  private setHuman(human: boolean): void {
    this.human = human;
    this.afterFailure = false;
  }

  /** A bot is responsible for certain, from now on if nobody was before. */
  private claim(at: number): Stretch {
    this.stretch ??= this.open(at);
    this.stretch.claim = 'certain';
    return this.stretch;
  }

  private open(at: number): Stretch {
    const claim = this.reopened && this.knowsBot() ? 'assumed' : 'none';
    this.reopened = false;
    return newStretch(at, claim, this.contacts.latest, this.profile, this.afterFailure);
  }

  private knowsBot(): boolean {
    return this.profile.bot !== null || this.closed.some((stretch) => stretch.claim === 'certain');
  }

  private close(at: number): void {
    if (!this.stretch) return;
    this.stretch.endedAt = at;
    this.closed.push(this.stretch);
    this.stretch = null;
  }

  /** Somebody turns to the conversation: its first contact, or its reopening after the end. */
  private reach(event: LedgerEvent, by: Initiator): void {
    if (this.contacts.all.length === 0) this.contacts.add(event.at, 'customer');
    if (!this.ended) return;
    this.ended = false;
    this.reopened = true;
    this.lastEnded = null;
    this.chain = [];
    this.contacts.add(event.at, by);
  }
}

function end(hops: readonly Hop[], at: number): void {
  for (const hop of hops) hop.endedAt ??= at;
}
