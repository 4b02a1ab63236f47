import { Injectable } from '@nestjs/common';
import { ownSource } from '../contract/events.js';
import { improvementSteps } from '../contract/improvements.js';
import { AmendmentService } from '../datasets/amendment.service.js';
import type { DatasetPart } from '../datasets/amendment.store.js';
import type { Transaction } from '../db/database.js';
import { keyOf } from '../episodes/key.js';
import { FollowService } from '../follow/follow.service.js';
import { EscalationStore } from '../gaps/escalation.store.js';
import { GapStore } from '../gaps/gap.store.js';
import { ImprovementStore } from '../improvements/improvement.store.js';
import { RejectedRecordStore } from '../ingest/rejected-record.store.js';
import { DataKeys, type ErasedKeys } from '../ledger/data-keys.store.js';
import { DecisionsStore } from '../ledger/decisions.store.js';
import { eraseAlone } from '../ledger/erasure.store.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';
import { SubjectStore } from '../ledger/subject.store.js';
import type { Extent } from './extent.js';
import { HoldStore } from './hold.store.js';

/** Conversations that are derived again at once. */
const chunk = 500;
/** Stands where the name of somebody stood. */
const nobody = '(erased)';

export interface Erased extends ErasedKeys {
  extent: Extent;
  datasets: DatasetPart[];
}

export interface Doomed {
  refs: readonly Buffer[];
  conversations: readonly Buffer[];
}
interface Cause {
  /** Id of the decision that says so. */
  eventId: string;
  /** Done again after an older backup was restored. */
  replayed: boolean;
}

/**
 * The one way in which data is erased: keys, and every trace that was derived with them, in one transaction. What is
 * left of the derived tables is what a rebuild from the ledger would give.
 */
@Injectable()
export class EraserService {
  constructor(
    private readonly keys: DataKeys,
    private readonly subjects: SubjectStore,
    private readonly decisions: DecisionsStore,
    private readonly follow: FollowService,
    private readonly escalations: EscalationStore,
    private readonly gaps: GapStore,
    private readonly amendments: AmendmentService,
    private readonly improvements: ImprovementStore,
    private readonly holds: HoldStore,
    private readonly rejected: RejectedRecordStore,
  ) {}

  /** Until the transaction ends nobody writes what is being erased. Followers first: see `eraseAlone`. */
  async standStill(tx: Transaction): Promise<void> {
    await this.follow.hold(tx);
    await eraseAlone(tx);
  }

  /** What an erasure would take. */
  async measure(
    { refs, conversations }: Doomed,
    tx: Transaction,
  ): Promise<Pick<Erased, 'extent' | 'datasets'>> {
    const live = await this.withKey(refs, tx);
    const handoffs = await this.subjects.handoffsIn(conversations, tx);
    const datasets = await this.amendments.holding({ handoffs, conversations: conversations.map(keyOf) }, tx);
    return {
      extent: {
        entries: await this.subjects.countEntries(live, conversations, tx),
        conversations: conversations.length,
        handoffs: handoffs.length,
        keys: live.length,
        examples: sumOf(datasets),
      },
      datasets,
    };
  }

  /** Call it after `standStill`, in the same transaction. */
  async erase({ refs, conversations }: Doomed, cause: Cause, tx: Transaction): Promise<Erased> {
    const live = await this.withKey(refs, tx);
    const entries = await this.subjects.countEntries(live, conversations, tx);
    const handoffs = await this.subjects.handoffsIn(conversations, tx);
    const before = await this.escalations.allWords(conversations, tx);
    const erased = await this.keys.erase(tx, { refs: live, ...cause });
    await this.rejected.erase(refs, conversations, tx);
    await this.derive(live, conversations, tx);
    const after = await this.escalations.allWords(conversations, tx);
    const isSame = (handoff: string) => before.get(handoff) === after.get(handoff);
    const isKept = (handoff: string) => before.has(handoff) && isSame(handoff);
    const changed = handoffs.filter((handoff) => !isKept(handoff));
    // Turns go with any key of their conversation: nobody looks into what is left of it.
    const owners = { handoffs: changed, conversations: conversations.map(keyOf) };
    const datasets = await this.amendments.remove(owners, tx);
    if ([...before].some(([handoff, words]) => words !== null && !isSame(handoff))) {
      await this.gaps.outdate(tx);
    }
    return {
      ...erased,
      extent: {
        entries,
        conversations: conversations.length,
        handoffs: handoffs.length,
        keys: erased.keys.length,
        examples: sumOf(datasets),
      },
      datasets,
    };
  }

  private async derive(
    refs: readonly Buffer[],
    conversations: readonly Buffer[],
    tx: Transaction,
  ): Promise<void> {
    const decisions = (await this.decisions.under(refs, tx)).filter((event) => event.source === ownSource);
    if (decisions.length > 0) await this.forgetNames(decisions, tx);
    for (let first = 0; first < conversations.length; first += chunk) {
      const some = conversations.slice(first, first + chunk);
      await this.follow.derive({ conversations: some, decisions: [] }, tx);
    }
  }

  /** Of whoever decided, where it stands beside what was decided. */
  private async forgetNames(decisions: readonly LedgerEvent[], tx: Transaction): Promise<void> {
    const idsOf = (wanted: LedgerEvent['type'], member: 'dataset' | 'hold') =>
      decisions.flatMap(({ type, pub }) => (type === wanted && pub[member]) || []);
    await this.amendments.forgetBuilders(idsOf('dataset.built', 'dataset'), nobody, tx);
    await this.holds.forgetActor(idsOf('hold.placed', 'hold'), idsOf('hold.lifted', 'hold'), nobody, tx);
    await this.improvements.forget(stepsIn(decisions), nobody, tx);
    await this.follow.derive({ conversations: [], decisions }, tx);
  }

  private async withKey(refs: readonly Buffer[], tx: Transaction): Promise<Buffer[]> {
    const found = await this.subjects.withKey(refs, tx);
    return refs.filter((ref) => found.has(ref.toString('latin1')));
  }
}

/** Steps of improvements among decisions. */
const stepsIn = (decisions: readonly LedgerEvent[]) =>
  decisions.flatMap(({ type, pub: { improvement } }) => {
    const step = improvementSteps.find((name) => type === `improvement.${name}`);
    return step && improvement ? [{ improvement, step }] : [];
  });

const sumOf = (datasets: readonly DatasetPart[]) => datasets.reduce((sum, { examples }) => sum + examples, 0);
