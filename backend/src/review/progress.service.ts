import { Injectable } from '@nestjs/common';
import { cohensKappa } from '../adjudication/agreement.js';
import type { ReviewVerdict } from '../contract/review.js';
import type { AnswerOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { IntentStore } from '../gaps/intent.store.js';
import type { Caller } from '../http/route.js';
import { wilson } from '../metrics/intervals.js';
import { ClaimService } from './claim.service.js';
import { DecisionStore, type PairRow } from './decision.store.js';
import { ItemStore } from './item.store.js';
import { OrderStore } from './order.store.js';
import { leftOf } from './progress.js';
import { QueueStore } from './queue.store.js';
import { isSame } from './second.service.js';

type Progress = AnswerOf<typeof routes.reviewGet>;
type Agreement = AnswerOf<typeof routes.reviewAgreement>;

/** Intents that completion chooses among. */
const mostLabels = 2_000;
const shownDisagreements = 200;

/** How far the review has come, and how far its readers agree. */
@Injectable()
export class ProgressService {
  constructor(
    private readonly claims: ClaimService,
    private readonly queue: QueueStore,
    private readonly orders: OrderStore,
    private readonly items: ItemStore,
    private readonly decisions: DecisionStore,
    private readonly intents: IntentStore,
  ) {}

  async get(caller: Caller): Promise<Progress> {
    const asker = this.claims.askerOf(caller);
    const [left, tally, mine, held, secondShare, ordered, waiting] = await Promise.all([
      this.queue.countLeft(asker),
      this.decisions.tally(),
      this.decisions.countBy(asker.reviewer),
      this.items.countHeld(asker),
      this.decisions.secondShare(),
      this.orders.ordered(),
      this.queue.countWaiting(),
    ]);
    const firsts = tally.filter(({ kind }) => kind !== 'second');
    const of = (verdict: ReviewVerdict) =>
      sum(firsts.filter((row) => row.verdict === verdict).map(({ examples }) => examples));
    const cores = firsts.filter(({ kind }) => kind === 'core');
    const kept = sum(cores.filter(({ verdict }) => verdict === 'accept').map(({ examples }) => examples));
    const all = sum(cores.map(({ examples }) => examples));
    const interval = wilson(kept, all);
    return {
      left: leftOf(left),
      decided: {
        decisions: sum(firsts.map(({ decisions }) => decisions)),
        examples: sum(firsts.map(({ examples }) => examples)),
        accepted: of('accept'),
        relabelled: of('relabel'),
        rejected: of('reject'),
        split: of('split'),
      },
      byKind: [...new Set(tally.map(({ kind }) => kind))].sort().map((kind) => {
        const own = tally.filter((row) => row.kind === kind);
        return {
          kind,
          decisions: sum(own.map(({ decisions }) => decisions)),
          examples: sum(own.map(({ examples }) => examples)),
        };
      }),
      mine: { decisions: mine, held },
      cores: interval && { kept, of: all, low: interval.low, high: interval.high },
      secondShare,
      asOf: ordered?.at.toISOString() ?? null,
      waiting,
    };
  }

  async labels(): Promise<AnswerOf<typeof routes.reviewLabels>> {
    return { labels: await this.intents.known(mostLabels) };
  }

  async mine(limit: number, caller: Caller): Promise<AnswerOf<typeof routes.reviewDecisions>> {
    const rows = await this.decisions.latest(this.claims.askerOf(caller).reviewer, limit);
    return {
      decisions: rows.map((row) => ({
        decision: row.id,
        item: row.item_id,
        at: row.at.toISOString(),
        kind: row.kind,
        verdict: row.verdict,
        label: row.label,
        handoffs: row.examples,
        gap: { id: row.gap_id, name: row.gap_name },
        undone: row.undone_at !== null,
      })),
    };
  }

  async agreement(caller: Caller): Promise<Agreement> {
    const [pairs, secondShare, left] = await Promise.all([
      this.decisions.pairs(),
      this.decisions.secondShare(),
      this.queue.countLeft(this.claims.askerOf(caller)),
    ]);
    const found = cohensKappa(pairs.map((pair) => [saidBy(pair, 'first'), saidBy(pair, 'second')]));
    const open = pairs.filter(
      (pair) => !pair.settled && !isSame(readingOf(pair, 'first'), readingOf(pair, 'second')),
    );
    const shown = open.slice(0, shownDisagreements);
    const texts = await this.items.texts(shown.map(({ handoff_key }) => handoff_key));
    return {
      secondShare,
      pairs: pairs.length,
      agreement: found && { observed: found.observed, kappa: found.kappa, low: found.low, high: found.high },
      waiting: leftOf(left).second,
      disagreements: shown.map((pair) => ({
        handoffKey: pair.handoff_key.toString('base64url'),
        text: texts.get(pair.handoff_key.toString('base64url')) ?? null,
        gap: { id: pair.gap_id, name: pair.gap_name },
        first: readingOf(pair, 'first'),
        second: readingOf(pair, 'second'),
      })),
    };
  }
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

const readingOf = (pair: PairRow, which: 'first' | 'second') => ({
  verdict: pair[`${which}_verdict`],
  label: pair[`${which}_label`],
});

/** What two readers agree in: the label, or that it is none. */
const saidBy = (pair: PairRow, which: 'first' | 'second') => pair[`${which}_label`] ?? '';
