import { Injectable } from '@nestjs/common';
import type { DetectorName } from '../contract/detectors.js';
import { filtersOf } from '../contract/dimensions.js';
import { metricOf } from '../contract/metrics.js';
import { type QuestionName, questionNames, questionOf, verdicts } from '../contract/risk.js';
import type { AnswerOf, QueryOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { Database, type Transaction } from '../db/database.js';
import { DetectorStore, type Found } from '../detectors/detector.store.js';
import { othersOf, type Share, shareOf } from '../detectors/share.js';
import { sumsFor, usesMeasure } from '../metrics/plan.js';
import type { Reach } from '../metrics/sum-request.js';
import { SumsStore } from '../metrics/sums.store.js';
import { EvidenceStore } from './evidence.store.js';
import { PathStore } from './path.store.js';
import { answerAll, overall } from './readiness.js';

type Answer = AnswerOf<typeof routes.riskReadiness>;
type Query = QueryOf<typeof routes.riskReadiness>;

/** The seven questions of the checklist, answered from data. */
@Injectable()
export class ReadinessService {
  constructor(
    private readonly database: Database,
    private readonly sums: SumsStore,
    private readonly detectors: DetectorStore,
    private readonly paths: PathStore,
    private readonly evidence: EvidenceStore,
  ) {}

  async read(query: Query): Promise<Answer> {
    return this.database.transaction(
      async (tx) => {
        const reach = await this.sums.reach(tx);
        const asOf = reach.watermark ?? new Date(0);
        const scope = { ...filtersOf(query), from: query.from, to: query.to };
        const found = await this.detectors.count(scope, asOf, tx);
        const paths = await this.paths.count(scope, asOf, tx);
        const handoffs = paths.reduce((total, path) => total + path.handoffs, 0);
        const answers = answerAll(await this.shares(query, found, reach, tx), {
          starved: shareBy(found, 'starved'),
          unmeasured: unmeasuredIn(found),
          thirdHandoffs: shareBy(found, 'third_handoff'),
          topPath: shareOf(paths[0]?.handoffs ?? 0, handoffs),
          returns: shareBy(found, 'silent_return').denominator,
          ended: shareBy(found, 'unlogged').denominator,
          ...(await this.evidence.learned(asOf, tx)),
        });
        const counts = Object.fromEntries(
          verdicts.map((verdict) => [verdict, answers.filter((one) => one.verdict === verdict).length]),
        ) as Answer['counts'];
        return {
          watermark: reach.watermark?.toISOString() ?? null,
          answers,
          counts,
          verdict: overall(counts),
        };
      },
      { snapshot: true },
    );
  }

  private async shares(
    query: Query,
    found: readonly Found[],
    reach: Reach,
    tx: Transaction,
  ): Promise<Record<QuestionName, Share>> {
    const shares = new Map<QuestionName, Share>();
    for (const name of questionNames) {
      const { by } = questionOf(name);
      if ('detector' in by) shares.set(name, othersOf(shareBy(found, by.detector)));
      else {
        const metric = metricOf(by.metric);
        const [row] = await this.sums.sum(
          tx,
          {
            population: metric.population,
            parts: sumsFor(metric),
            filters: filtersOf(query),
            from: Date.parse(query.from),
            to: Date.parse(query.to),
          },
          reach,
        );
        const [numerator = 0, denominator = 0] = row?.sums ?? [];
        shares.set(name, shareOf(numerator, denominator));
      }
    }
    return Object.fromEntries(shares) as Record<QuestionName, Share>;
  }
}

/** For want of sources that say what travels; all context is judged where starvation is. */
function unmeasuredIn(found: readonly Found[]): Partial<Record<QuestionName, number>> {
  const of = (name: DetectorName) => found.find(({ detector }) => detector === name)?.unmeasured ?? 0;
  const counts = questionNames.map((name) => {
    const { by } = questionOf(name);
    if ('detector' in by) return [name, of(by.detector)] as const;
    return [name, usesMeasure(metricOf(by.metric), 'context_told') ? of('starved') : 0] as const;
  });
  return Object.fromEntries(counts);
}

function shareBy(found: readonly Found[], name: DetectorName): Share {
  const row = found.find(({ detector }) => detector === name);
  return shareOf(row?.found ?? 0, row?.over ?? 0);
}
