import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config.js';
import type { LabelOrigin, ReviewKind } from '../contract/review.js';
import type { AnswerOf, BodyOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { Database, type Transaction } from '../db/database.js';
import { type GapIntent, IntentStore } from '../gaps/intent.store.js';
import type { Caller } from '../http/route.js';
import { Keyring } from '../ledger/keyring.js';
import { DecisionStore } from './decision.store.js';
import { type ItemRow, ItemStore } from './item.store.js';
import { OrderService } from './order.service.js';
import { leftOf } from './progress.js';
import { type Asker, type QueueRow, QueueStore } from './queue.store.js';
import { itemOf } from './show-item.js';

/** How long nobody else is given what somebody holds. */
const leaseMs = 15 * 60_000;
/** A second reading is worth what the first was; what readers differ in is for whoever asks for it. */
const usualKinds: readonly ReviewKind[] = ['core', 'edge', 'suspect', 'second'];

/** What nobody else is given any more; of a core with the one that leads it. */
interface Found {
  id: string;
  lead: QueueRow;
  rows: QueueRow[];
}

/** Gives people what they review next. */
@Injectable()
export class ClaimService {
  constructor(
    private readonly database: Database,
    private readonly orders: OrderService,
    private readonly queue: QueueStore,
    private readonly items: ItemStore,
    private readonly decisions: DecisionStore,
    private readonly intents: IntentStore,
    private readonly keyring: Keyring,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** What the caller holds already, then what comes next; never what somebody else holds. */
  async claim(
    { kinds = [...usualKinds], gap, count }: BodyOf<typeof routes.reviewClaim>,
    caller: Caller,
  ): Promise<AnswerOf<typeof routes.reviewClaim>> {
    await this.orders.catchUp();
    const first = await this.take({ kinds, gap, count }, caller);
    if (first.items.length > 0) return first;
    // Nothing: perhaps because what was decided meanwhile has not been looked at yet.
    return (await this.orders.runIfDue()) ? this.take({ kinds, gap, count }, caller) : first;
  }

  askerOf({ id }: Pick<Caller, 'id'>): Asker {
    const reviewer = Buffer.from(this.keyring.pseudonym('reader', 'review', id), 'base64url');
    return { reviewer, now: new Date(this.clock()) };
  }

  /** Nobody else is given these for another while; gives until when. */
  async extend(items: readonly string[], { now }: Asker, tx: Transaction): Promise<Date> {
    const until = new Date(now.getTime() + leaseMs);
    await this.items.extend(items, until, tx);
    await this.queue.extend(items, until, tx);
    return until;
  }

  private take(
    { kinds, gap, count }: { kinds: readonly ReviewKind[]; gap: string | undefined; count: number },
    caller: Caller,
  ): Promise<AnswerOf<typeof routes.reviewClaim>> {
    const asker = this.askerOf(caller);
    return this.database.transaction(async (tx) => {
      await this.queue.keepOrder(tx);
      const held = (await this.items.held(asker, { kinds, gap }, tx)).slice(0, count);
      const ids = held.map(({ id }) => id);
      const until = await this.extend(ids, asker, tx);
      const again = held.map((item) => ({ ...item, held_until: until }));
      const found: Found[] = [];
      while (again.length + found.length < count) {
        const next = await this.next(kinds, gap, asker, until, tx);
        if (!next) break;
        found.push(next);
      }
      const items = [...again, ...(await this.propose(found, asker, until, tx))];
      return { items: await this.show(items, tx), left: leftOf(await this.queue.countLeft(asker, gap, tx)) };
    });
  }

  /** What comes next, held for the asker. */
  private async next(
    kinds: readonly ReviewKind[],
    gap: string | undefined,
    asker: Asker,
    until: Date,
    tx: Transaction,
  ): Promise<Found | undefined> {
    const lead = await this.queue.next(kinds, gap, asker, tx);
    if (!lead) return undefined;
    const rows = lead.kind === 'core' ? await this.queue.core(lead, asker, tx) : [lead];
    const id = randomUUID();
    await this.queue.hold(rows, id, until, tx);
    return { id, lead, rows };
  }

  private async propose(
    found: readonly Found[],
    asker: Asker,
    until: Date,
    tx: Transaction,
  ): Promise<ItemRow[]> {
    if (found.length === 0) return [];
    const gaps = await this.intents.of([...new Set(found.map(({ lead }) => lead.gap_id))], tx);
    const items: ItemRow[] = [];
    for (const { id, lead, rows } of found) {
      const { kind, gap_id, value, evidence, of_decision } = lead;
      const gap = gaps.get(gap_id) ?? { id: gap_id, name: gap_id, intent: gap_id, from: 'terms' };
      const item: ItemRow = {
        id,
        kind,
        gap_id,
        ...proposalOf(kind, evidence, gap),
        value,
        evidence,
        of_decision,
        reviewer: asker.reviewer,
        claimed_at: asker.now,
        held_until: until,
      };
      await this.items.add(item, rows, tx);
      items.push(item);
    }
    return items;
  }

  private async show(items: readonly ItemRow[], tx: Transaction) {
    const ids = items.map(({ id }) => id);
    const members = await this.items.show(ids, tx);
    const near = new Set(items.flatMap(({ evidence }) => evidence.neighbours.map(([key]) => key)));
    const neighbours = await this.items.neighbours([...near], tx);
    const gaps = await this.intents.of(
      [...new Set([...items, ...neighbours].flatMap(({ gap_id }) => gap_id ?? []))],
      tx,
    );
    const said = await this.decisions.readings(
      items.flatMap(({ kind, of_decision }) => (kind === 'disagreement' && of_decision ? [of_decision] : [])),
      tx,
    );
    return items.map((item) => itemOf(item, { members, neighbours, gaps, said }));
  }
}

/** What accepting says: what the queue found it to be, else what its neighbours mostly are, else what its gap is. */
export function proposalOf(
  kind: ReviewKind,
  { label, labelFrom, options, reasons }: QueueRow['evidence'],
  gap: GapIntent,
): { label: string; label_from: LabelOrigin } {
  if (label !== undefined && labelFrom !== undefined) return { label, label_from: labelFrom };
  if (kind === 'suspect' && label !== undefined) return { label, label_from: 'given' };
  const own = label ?? (reasons.includes('unnamed') ? undefined : options[0]?.[0]);
  if (own !== undefined && own !== gap.intent) return { label: own, label_from: 'neighbours' };
  return { label: gap.intent, label_from: gap.from };
}
