import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { isDecision } from '../contract/event-types.js';
import type { Transaction } from '../db/database.js';
import { FollowService } from '../follow/follow.service.js';
import type { ErasedSubjects, Follower } from '../follow/follower.js';
import { maskBeginning } from '../gaps/words/mask-beginning.js';
import { type MaskWords, makeMaskWords } from '../gaps/words/mask-words.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';
import { spellingOf } from '../sources/reasons.js';
import { arrivalsOf } from './arrivals.js';
import { SourceFactsStore, type UnknownReason } from './source-facts.store.js';

/** Longer words are no code that somebody could map. */
const longest = 200;

/** Keeps when each source's events came, and what sources say for reasons that nobody has mapped. */
@Injectable()
export class SourcesFollower implements Follower, OnModuleInit {
  readonly name = 'sources';
  readonly tables = ['source_arrival', 'unknown_reason'];
  private readonly terms: MaskWords;

  constructor(
    private readonly follow: FollowService,
    private readonly facts: SourceFactsStore,
    @Inject(CONFIG) { maskWords }: Config,
  ) {
    this.terms = makeMaskWords(maskWords, '<term>');
  }

  onModuleInit(): void {
    this.follow.register(this);
  }

  async apply(batch: readonly LedgerEvent[], _: number, tx: Transaction): Promise<void> {
    const sent = batch.filter(({ type }) => !isDecision(type));
    await this.facts.addArrivals(arrivalsOf(sent), tx);
    await this.facts.addReasons(
      sent.flatMap((event) => this.reasonOf(event) ?? []),
      tx,
    );
  }

  async derive({ conversations }: ErasedSubjects, _: number, tx: Transaction): Promise<void> {
    await this.facts.forgetReasons(conversations, tx);
  }

  async reset(tx: Transaction): Promise<void> {
    await this.facts.clear(tx);
  }

  private reasonOf(entry: LedgerEvent): UnknownReason | undefined {
    if (entry.type !== 'handoff.initiated' || entry.pub.reasons?.[0] !== 'unknown') return undefined;
    const raw = entry.event?.data.reason_raw;
    if (typeof raw !== 'string' || entry.link.conversation === undefined) return undefined;
    const { text } = maskBeginning(raw, longest, this.terms);
    return {
      event_uid: entry.uid,
      conversation_key: entry.link.conversation,
      source: entry.source,
      at: entry.at,
      raw: text,
      spelled: spellingOf(text),
    };
  }
}
