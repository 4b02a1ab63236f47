import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config.js';
import { Problem } from '../contract/problem.js';
import type { ReviewKind } from '../contract/review.js';
import type { AnswerOf, BodyOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { Database, type Transaction } from '../db/database.js';
import { bytes, keyOf } from '../episodes/key.js';
import { GapChangeService } from '../gaps/gap-change.service.js';
import { anchorCount, GapPageStore } from '../gaps/gap-page.store.js';
import { IntentStore } from '../gaps/intent.store.js';
import { gapIdOf } from '../gaps/lineage/lineage.js';
import { RecordDecisionService } from '../gaps/record-decision.service.js';
import type { Caller } from '../http/route.js';
import { ClaimService } from './claim.service.js';
import { type DecisionRow, DecisionStore } from './decision.store.js';
import { type ItemRow, ItemStore } from './item.store.js';
import { QueueStore } from './queue.store.js';
import { SecondService } from './second.service.js';

type Said = BodyOf<typeof routes.reviewDecide>;
type Decided = AnswerOf<typeof routes.reviewDecide>;

/** An example that was answered is not asked as any of these any more. */
const firstKinds: readonly ReviewKind[] = ['core', 'edge', 'suspect'];

/** What people answer. Each answer is a decision about gaps in the ledger, over the examples that were shown. */
@Injectable()
export class DecideService {
  constructor(
    private readonly database: Database,
    private readonly claims: ClaimService,
    private readonly items: ItemStore,
    private readonly queue: QueueStore,
    private readonly decisions: DecisionStore,
    private readonly seconds: SecondService,
    private readonly intents: IntentStore,
    private readonly pages: GapPageStore,
    private readonly changes: GapChangeService,
    private readonly recorder: RecordDecisionService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async decide(item: string, said: Said, caller: Caller): Promise<Decided> {
    const decided = await this.enter(item, said, caller);
    return { ...decided, applied: await this.recorder.settle() };
  }

  /** Each on its own, in their order: one that is refused keeps none of the others back. */
  async decideMany(
    { decisions }: BodyOf<typeof routes.reviewBatch>,
    caller: Caller,
  ): Promise<AnswerOf<typeof routes.reviewBatch>> {
    const results: AnswerOf<typeof routes.reviewBatch>['results'] = [];
    for (const { item, ...said } of decisions) {
      try {
        results.push({ item, decided: await this.enter(item, said, caller), problem: null });
      } catch (error) {
        if (!(error instanceof Problem) || error.status >= 500) throw error;
        results.push({ item, decided: null, problem: { code: error.code, detail: error.message } });
      }
    }
    const applied = await this.recorder.settle();
    return {
      results: results.map((result) => ({
        ...result,
        decided: result.decided && { ...result.decided, applied },
      })),
    };
  }

  async release(id: string, caller: Caller): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.queue.keepOrder(tx);
      const { item, decided } = await this.hold(id, caller, tx);
      await this.items.release(id, tx);
      if (item.kind === 'core' && decided > 0) await this.queue.takeApart(id, tx);
      await this.queue.letGo(id, tx);
    });
  }

  /** Takes a decision back; whatever rests on it goes with it. */
  async undo(id: string, caller: Caller): Promise<Decided> {
    const undone = await this.database.transaction(async (tx) => {
      await this.queue.keepOrder(tx);
      const row = await this.decisions.find(id, tx);
      if (!row) throw new Problem('not_found', { detail: 'There is no such decision.' });
      if (!row.reviewer.equals(this.claims.askerOf(caller).reviewer)) {
        throw new Problem('forbidden', {
          detail:
            'Somebody else decided it: a decision about a gap can be taken back on the page of the gap.',
        });
      }
      if (!row.undone_at) await this.takeBack(row, caller, tx);
      const { open } = await this.items.members(row.item_id, tx);
      return { ...answerOf(row, open.length), undone: true };
    });
    return { ...undone, applied: await this.recorder.settle() };
  }

  private async takeBack(row: DecisionRow, caller: Caller, tx: Transaction): Promise<void> {
    for (const dependent of await this.decisions.dependents(row.id, tx))
      await this.takeBack(dependent, caller, tx);
    if (row.kind === 'second') await this.seconds.recordUndone(row, caller, tx);
    else await this.recorder.recordWithin(tx, 'gap.undone', { gap: row.gap_id, withdraws: row.uid }, caller);
    const asker = this.claims.askerOf(caller);
    const open = await this.decisions.undo(row, asker.now, tx);
    const item = await this.items.find(row.item_id, tx);
    if (item) await this.queue.putBack(item, open, tx);
    await this.seconds.forget(row.id, tx);
    if (item?.reviewer.equals(asker.reviewer)) await this.claims.extend([item.id], asker, tx);
    else if (item) await this.items.release(item.id, tx);
  }

  /** One answer, in a transaction of its own. */
  private async enter(id: string, said: Said, caller: Caller): Promise<Decided> {
    // Before the transaction, which holds a connection already: whoever waits for a second one may wait for ever.
    const split = said.verdict === 'split' ? await this.splitOff(id, said) : undefined;
    return this.database.transaction(async (tx) => {
      await this.queue.keepOrder(tx);
      const { item, open } = await this.hold(id, caller, tx);
      const chosen = await this.choose(item, open, said, tx);
      const now = new Date(this.clock());
      const { gap, label, ...event } =
        item.kind === 'second'
          ? await this.seconds.record(item, said, chosen, caller, tx)
          : await this.record(item, said, { chosen, split }, caller, tx);
      const row: DecisionRow = {
        ...event,
        item_id: item.id,
        kind: item.kind,
        gap_id: gap,
        verdict: said.verdict,
        label,
        of_decision: item.of_decision,
        reviewer: item.reviewer,
        at: now,
        examples: chosen.length,
        undone_at: null,
      };
      await this.decisions.add(row, chosen, tx);
      await this.queue.remove(
        chosen,
        item.kind === 'second' || item.kind === 'disagreement' ? [item.kind] : firstKinds,
        tx,
      );
      await this.seconds.follow(item, row, chosen, tx);
      return answerOf(row, open.length - chosen.length);
    });
  }

  /** The item, which the caller must hold, and its members; nobody else changes them until the transaction ends. */
  private async hold(id: string, caller: Caller, tx: Transaction): Promise<Held> {
    const item = await this.items.find(id, tx);
    if (!item) throw new Problem('not_found', { detail: 'There is no such item.' });
    if (!item.reviewer.equals(this.claims.askerOf(caller).reviewer)) {
      throw new Problem('conflict', {
        detail: 'Somebody else has it: claim the next one.',
        reason: 'not_held',
      });
    }
    const { open, decided } = await this.items.members(id, tx);
    if (open.length === 0) {
      throw new Problem(
        'conflict',
        decided > 0
          ? { detail: 'It is decided.', reason: 'decided' }
          : {
              detail: 'Your time with it is over, and somebody else has it: claim the next one.',
              reason: 'lost',
            },
      );
    }
    return { item, open, decided };
  }

  /** The members that an answer is about: undecided ones, about which nobody else has decided meanwhile. */
  private async choose(
    item: ItemRow,
    open: readonly Buffer[],
    { members }: Said,
    tx: Transaction,
  ): Promise<Buffer[]> {
    const isOpen = new Set(open.map(keyOf));
    const chosen = members ? [...new Set(members)] : [...isOpen];
    const errors = chosen.flatMap((key, i) =>
      isOpen.has(key) ? [] : [{ pointer: `/members/${i}`, message: 'is no undecided member of the item' }],
    );
    if (errors[0]) {
      throw new Problem('invalid_input', { detail: `${errors[0].pointer}: ${errors[0].message}`, errors });
    }
    const keys = chosen.map(bytes);
    const elsewhere = item.kind === 'second' ? [] : await this.items.decidedSince(keys, item.claimed_at, tx);
    if (elsewhere.length > 0) {
      throw new Problem('conflict', {
        detail: `Somebody decided about ${elsewhere.length} of its escalations on the page of a gap meanwhile: give it back and claim it anew.`,
        reason: 'decided_elsewhere',
        members: elsewhere.map(keyOf),
      });
    }
    return keys;
  }

  private async record(
    item: ItemRow,
    { verdict, label: given }: Said,
    { chosen, split }: { chosen: readonly Buffer[]; split: Split | undefined },
    caller: Caller,
    tx: Transaction,
  ): Promise<{ id: string; uid: string; gap: string; label: string | null }> {
    const gap_members = chosen.map(keyOf).sort();
    const code = item.kind;
    if (verdict === 'reject') {
      const event = await this.recorder.recordWithin(
        tx,
        'gap.withheld',
        { gap: item.gap_id, gap_members, code },
        caller,
      );
      return { ...event, gap: item.gap_id, label: null };
    }
    if (split) {
      if (given === undefined) {
        const event = await this.recorder.recordWithin(tx, 'gap.split', split, caller);
        return { ...event, gap: split.other_gap, label: null };
      }
      return this.label(item, { gap: split.other_gap, label: given, gap_members }, caller, tx);
    }
    const label = given ?? item.label;
    const gap = await this.gapOf(item, label, chosen.length, tx);
    return this.label(item, { gap, label, gap_members }, caller, tx);
  }

  private async label(
    { gap_id: from, kind: code }: ItemRow,
    { gap, label, gap_members }: { gap: string; label: string; gap_members: string[] },
    caller: Caller,
    tx: Transaction,
  ): Promise<{ id: string; uid: string; gap: string; label: string }> {
    const other_members = await this.pages.anchors(gap, anchorCount, gap_members, tx);
    const other = gap === from ? {} : { other_gap: from };
    const data = { gap, ...other, gap_members, other_members, intent: label, code };
    return { ...(await this.recorder.recordWithin(tx, 'gap.labelled', data, caller)), gap, label };
  }

  /**
   * Where examples of an intent belong: in the gap where they are, if it stands for the intent; else in the one that
   * does; else, where nobody knows yet what the gap is about and these are most of its core, they say it; else in a new one.
   */
  private async gapOf(item: ItemRow, label: string, count: number, tx: Transaction): Promise<string> {
    const own = (await this.intents.of([item.gap_id], tx)).get(item.gap_id);
    if (own?.intent === label) return item.gap_id;
    const found = await this.intents.standingFor(label, tx);
    if (found !== undefined) return found;
    const isMost = item.kind === 'core' && count * 2 >= (await this.items.count(item.id, tx));
    return isMost && own?.from === 'terms' ? item.gap_id : gapIdOf(`intent ${label}`);
  }

  private async splitOff(id: string, { members = [] }: Said): Promise<Split> {
    const gap = await this.items.gapOf(id);
    if (gap === undefined) throw new Problem('not_found', { detail: 'There is no such item.' });
    return this.changes.splitOff(gap, members);
  }
}

/** `open`: its undecided members, in their order; `decided`: how many others were decided. */
interface Held {
  item: ItemRow;
  open: Buffer[];
  decided: number;
}
type Split = Awaited<ReturnType<GapChangeService['splitOff']>>;

const answerOf = (row: DecisionRow, open: number): Decided => ({
  decision: row.id,
  verdict: row.verdict,
  label: row.label,
  handoffs: row.examples,
  gap: row.gap_id,
  open,
  undone: false,
  applied: false,
});
