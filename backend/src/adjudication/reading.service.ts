import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config.js';
import { Problem } from '../contract/problem.js';
import type { AnswerOf, BodyOf, ParamsOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { Database, type Transaction } from '../db/database.js';
import { HandoffService } from '../handoffs/handoff.service.js';
import type { Caller } from '../http/route.js';
import { IngestService } from '../ingest/ingest.service.js';
import { Keyring } from '../ledger/keyring.js';
import { LedgerStore } from '../ledger/ledger.store.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';
import { caseOf } from './case.js';
import { type Judged, judgementEvent } from './judgement-event.js';
import { PlanStore } from './plan.store.js';
import { type ReadingRow, ReadingStore } from './reading.store.js';

type Where = ParamsOf<typeof routes.caseGet>;
type Claim = AnswerOf<typeof routes.planClaim>;

/** How long nobody else is given what somebody holds. */
const leaseMs = 15 * 60_000;
const notHeld = 'You do not hold this action: claim the next one. Somebody else may have it now.';

/** People read what a plan drew: one item at a time, each by one person, and some by a second. */
@Injectable()
export class ReadingService {
  constructor(
    private readonly database: Database,
    private readonly plans: PlanStore,
    private readonly readings: ReadingStore,
    private readonly handoffs: HandoffService,
    private readonly ledger: LedgerStore,
    private readonly ingest: IngestService,
    private readonly keyring: Keyring,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** What this person holds already, else the next free item. One person at a time chooses within a plan. */
  async claim(plan: string, caller: Caller): Promise<Claim> {
    const found = await this.plans.find(plan);
    if (!found) throw new Problem('not_found', { detail: 'There is no such plan.' });
    const reader = this.readerOf(plan, caller);
    return this.database.transaction(async (tx) => {
      await tx.lock(`adjudication.${plan}`);
      const until = new Date(reader.now.getTime() + leaseMs);
      const item = (await this.readings.held(reader, tx)) ?? (await this.readings.next(reader, tx));
      if (item) await this.readings.hold(reader, item, until, tx);
      const held = item && (await this.readings.held(reader, tx));
      return {
        item: held ? itemOf(held) : null,
        left: await this.readings.countLeft(reader, tx),
        drawn: found.drawn,
      };
    });
  }

  async read(where: Where, caller: Caller): Promise<AnswerOf<typeof routes.caseGet>> {
    const row = await this.find(where, caller);
    const [handoff, strata] = await Promise.all([
      this.handoffs.get(where.handoff),
      this.plans.strata(where.plan),
    ]);
    const found = caseOf(handoff, {
      ...itemOf(row),
      plan: where.plan,
      stratum: strata.find(({ stratum_no }) => stratum_no === row.stratum_no)?.label ?? '',
      probability: row.probability,
      mine: saidOf(row),
    });
    if (!found) throw new Problem('unavailable', { detail: 'Its events are being derived anew.' });
    return found;
  }

  async judge(where: Where, said: BodyOf<typeof routes.judgementGive>, caller: Caller): Promise<void> {
    const row = await this.find(where, caller);
    if (row.result !== null) throw new Problem('conflict', { detail: 'You have judged it already.' });
    const cause = said.cause ?? null;
    await this.record(where, row, said, caller, async (event_id, tx) => {
      const reader = this.readerOf(where.plan, caller);
      const kept = await this.readings.read(reader, row, { result: said.result, cause, event_id }, tx);
      if (!kept) throw new Problem('conflict', { detail: notHeld });
    });
  }

  async withdraw(where: Where, caller: Caller): Promise<void> {
    const row = await this.find(where, caller);
    if (row.result === null) throw new Problem('conflict', { detail: 'You have not judged it.' });
    const until = new Date(this.clock() + leaseMs);
    const said = { result: 'unknown', withdrawn: true } as const;
    await this.record(where, row, said, caller, async (_, tx) => {
      const kept = await this.readings.withdraw(this.readerOf(where.plan, caller), row, until, tx);
      if (!kept) throw new Problem('conflict', { detail: 'It was taken back before.' });
    });
  }

  /**
   * The first reading is what happened to the action, and enters the ledger as its source would say it. A second one
   * measures readers, not actions: it is a decision, which no fact is folded from.
   */
  private async record(
    where: Where,
    row: ReadingRow,
    said: Pick<Judged, 'result' | 'cause' | 'withdrawn'>,
    caller: Caller,
    also: (event: string | null, tx: Transaction) => Promise<void>,
  ): Promise<void> {
    const id = randomUUID();
    if (row.pass === 2) return this.repeat(where, row, said, caller, (tx) => also(id, tx), id);
    const events = await this.ledger.readConversations([row.conversation_key], await this.ledger.head());
    const judged = { handoff: where.handoff, action: where.action, ...said };
    const event = judgementEvent(events, judged, { id, at: this.after(events, judged), by: caller.id });
    if (event) return this.ingest.acceptWith(event, (tx) => also(String(event.id), tx));
    // That it cannot be told is all that is left to say, and nothing that the ledger could say it of.
    if (said.result === 'unknown') return this.database.transaction((tx) => also(null, tx));
    throw new Problem('conflict', {
      detail: 'What was said of this action was erased: it cannot be judged any more.',
    });
  }

  /**
   * Now, and after what reviewers have said of the action: of two words in one millisecond none is the later. What is
   * taken back may not have its place in the ledger yet.
   */
  private after(events: readonly LedgerEvent[], { action, withdrawn }: Judged): Date {
    const said = events.filter(({ link, pub }) => link.action === action && pub.evidence === 'reviewer');
    const now = this.clock() + (withdrawn ? 1 : 0);
    return new Date(Math.max(now, ...said.map(({ at }) => at + 1)));
  }

  private async repeat(
    { plan }: Where,
    { draw_no }: ReadingRow,
    { result, cause, withdrawn }: Pick<Judged, 'result' | 'cause' | 'withdrawn'>,
    { id: actor, name }: Caller,
    also: (tx: Transaction) => Promise<void>,
    id: string,
  ): Promise<void> {
    const data = { plan, code: withdrawn ? 'withdrawn' : result, item: draw_no, ...(cause && { cause }) };
    await this.database.transaction(async (tx) => {
      await this.ingest.recordWithin(tx, { type: 'judgement.repeated', data }, { id: actor, name }, id);
      await also(tx);
    });
  }

  private async find({ plan, handoff, action }: Where, caller: Caller): Promise<ReadingRow> {
    const reader = this.readerOf(plan, caller);
    const [handoffKey, actionKey] = [handoff, action].map((key) => Buffer.from(key, 'base64url'));
    const row = await this.readings.find(reader, handoffKey as Buffer, actionKey as Buffer);
    if (!row) throw new Problem('conflict', { detail: notHeld });
    return row;
  }

  /** Another pseudonym in each plan: it keeps a second reader apart from the first, and names nobody. */
  private readerOf(plan: string, { id }: Caller) {
    const pseudonym = this.keyring.pseudonym('reader', plan, id);
    return { plan, reader: Buffer.from(pseudonym, 'base64url'), now: new Date(this.clock()) };
  }
}

const itemOf = (row: ReadingRow): NonNullable<Claim['item']> => ({
  drawNo: row.draw_no,
  pass: row.pass,
  handoff: row.handoff_key.toString('base64url'),
  action: row.action_key.toString('base64url'),
  heldUntil: row.held_until.toISOString(),
});

type Mine = AnswerOf<typeof routes.caseGet>['mine'];

const saidOf = ({ result, cause, read_at }: ReadingRow): Mine =>
  result === null || read_at === null
    ? null
    : {
        result: result as NonNullable<Mine>['result'],
        cause: cause as NonNullable<Mine>['cause'],
        at: read_at.toISOString(),
      };
