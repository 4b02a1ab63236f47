import { Injectable } from '@nestjs/common';
import { Problem } from '../contract/problem.js';
import type { AnswerOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { Database } from '../db/database.js';
import { SumsStore } from '../metrics/sums.store.js';
import { cohensKappa } from './agreement.js';
import { estimate } from './estimate.js';
import { FrameStore } from './frame.store.js';
import { countedOf } from './measured.js';
import { summarise } from './plan.service.js';
import { PlanStore, type Standing, type StratumRow } from './plan.store.js';
import { precisionCurve } from './precision.js';

type Answer = AnswerOf<typeof routes.planGet>;

/** What a plan's readings say about all that was due. */
@Injectable()
export class ResultService {
  constructor(
    private readonly database: Database,
    private readonly sums: SumsStore,
    private readonly frame: FrameStore,
    private readonly plans: PlanStore,
  ) {}

  async get(id: string): Promise<Answer> {
    const plan = await this.plans.find(id);
    if (!plan) throw new Problem('not_found', { detail: 'There is no such plan.' });
    const { watermark } = await this.database.transaction((tx) => this.sums.reach(tx));
    const [strata, standings, pairs, asked, later] = await Promise.all([
      this.plans.strata(id),
      this.plans.standings(id),
      this.plans.pairs(id),
      this.plans.countTwice(id),
      this.frame.countLater(id, plan.spec, watermark ?? plan.as_of),
    ]);
    return {
      ...summarise(plan),
      ...resultOf(strata, standings),
      later,
      ...agreementOf(pairs),
      twice: { asked, read: pairs.length },
    };
  }
}

/** Stratum 0 was known before the draw: what of it is not known any more was never drawn from, and is left out. */
function resultOf(strata: readonly StratumRow[], standings: readonly Standing[]) {
  const at = (no: number) =>
    standings.find(({ stratum_no }) => stratum_no === no) ?? { ...nothing, stratum_no: no };
  const sum = (of: (standing: Standing) => number) => standings.reduce((all, one) => all + of(one), 0);
  const drawnFrom = strata.filter(({ stratum_no }) => stratum_no > 0);
  const sampled = drawnFrom.map(({ stratum_no, label, drawn }) => ({
    label,
    planned: drawn,
    ...at(stratum_no),
  }));
  const known = { judged: sum((one) => one.known), correct: sum((one) => one.known_correct) };
  const found = estimate(known, sampled);
  const read = sum((one) => one.read);
  const open = sampled.reduce((all, { population }) => all + population, 0);
  return {
    due: known.judged + open,
    known,
    judged: countedOf(known.correct + sum((one) => one.correct), known.judged + sum((one) => one.judged)),
    estimate: found && {
      value: found.value,
      interval: { low: found.low, high: found.high },
      standardError: found.standardError,
      expansion: read === 0 ? 1 : open / read,
    },
    unread: sampled
      .filter(({ population, read: done }) => population > 0 && done === 0)
      .map(({ label }) => label),
    strata: sampled.map(({ label, population, drawn, read: done, judged, correct }) => ({
      label,
      population,
      drawn,
      read: done,
      ...countedOf(correct, judged),
    })),
    curve: precisionCurve(
      known,
      sampled.map((one) => ({ ...one, drawn: one.planned })),
    ),
  };
}

const nothing = { known: 0, known_correct: 0, population: 0, drawn: 0, read: 0, judged: 0, correct: 0 };

function agreementOf(
  pairs: readonly { handoff_key: Buffer; action_key: Buffer; first: string; second: string }[],
): Pick<Answer, 'agreement' | 'disagreements'> {
  const found = cohensKappa(pairs.map(({ first, second }) => [first, second] as const));
  return {
    agreement: found && {
      pairs: found.pairs,
      observed: found.observed,
      kappa: found.kappa,
      interval: { low: found.low, high: found.high },
    },
    disagreements: pairs
      .filter(({ first, second }) => first !== second)
      .map(({ handoff_key, action_key, first, second }) => ({
        handoff: handoff_key.toString('base64url'),
        action: action_key.toString('base64url'),
        first: first as Answer['disagreements'][number]['first'],
        second: second as Answer['disagreements'][number]['second'],
      })),
  };
}
