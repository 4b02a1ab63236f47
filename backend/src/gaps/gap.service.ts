import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { gapAnswer, gapListAnswer } from '../contract/gaps.js';
import { Problem } from '../contract/problem.js';
import type { QueryOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { CursorStore } from '../follow/cursor.store.js';
import { DecisionStore } from './decision.store.js';
import { GapStore } from './gap.store.js';
import { GapListStore, type GapRange } from './gap-list.store.js';
import {
  type DecisionRow,
  type ExampleRow,
  GapPageStore,
  type Tally,
  type TallyName,
} from './gap-page.store.js';
import { byPriority, type GapSummary, summarise } from './gap-summary.js';
import { placementOf } from './placement.js';
import { suggestIntent } from './suggest-intent.js';

type GapList = z.output<typeof gapListAnswer>;
type Gap = z.output<typeof gapAnswer>;

const exampleCount = 25;

/** What the pages ask about gaps. */
@Injectable()
export class GapService {
  constructor(
    private readonly gaps: GapListStore,
    private readonly pages: GapPageStore,
    private readonly runs: GapStore,
    private readonly decisions: DecisionStore,
    private readonly cursors: CursorStore,
  ) {}

  async list(query: QueryOf<typeof routes.gapList>): Promise<GapList> {
    const watermark = await this.cursors.watermark('gaps');
    const range = rangeOf(query, watermark);
    const [rows, counted, run] = await Promise.all([
      this.gaps.list(range),
      this.gaps.countEscalations(range),
      this.runs.lastRun(),
    ]);
    const gaps = rows
      .map((row) => summarise(row, range.end))
      .filter((gap) => isAsked(gap, query))
      .sort(byPriority);
    return {
      gaps,
      escalations: {
        total: counted.total,
        inGaps: counted.in_gaps,
        noise: counted.total - counted.in_gaps - counted.without_text,
        withoutText: counted.without_text,
      },
      run: run
        ? {
            at: run.at.toISOString(),
            seconds: run.seconds,
            escalations: run.escalations,
            algorithm: run.algorithm,
          }
        : null,
      watermark: watermark?.toISOString() ?? null,
    };
  }

  async summary(id: string): Promise<GapSummary> {
    const [found] = await this.summaries([id]);
    if (found) return found;
    const into = placementOf(await this.decisions.placing()).redirects.get(id);
    const detail = into
      ? `The gap ${id} was merged into ${into}`
      : `There is no gap ${id}, or its escalations are in others now`;
    throw new Problem('not_found', { detail, ...(into && { mergedInto: into }) });
  }

  /** Of these gaps, those in which something is, in the order that was asked for. */
  async summaries(ids: readonly string[]): Promise<GapSummary[]> {
    const watermark = await this.cursors.watermark('gaps');
    const range = rangeOf({}, watermark);
    const found = new Map((await this.gaps.list(range, ids)).map((row) => [row.id, row]));
    return ids.flatMap((id) => {
      const row = found.get(id);
      return row ? [summarise(row, range.end)] : [];
    });
  }

  async get(id: string): Promise<Gap> {
    const summary = await this.summary(id);
    const [examples, tallies, median, words, neighbours, lineage, decisions, watermark] = await Promise.all([
      this.pages.examples(id, exampleCount),
      this.pages.tallies(id),
      this.pages.medianConfidence(id),
      this.pages.humanWords(id, 5),
      this.pages.neighbours(id),
      this.pages.lineage(id),
      this.pages.decisions(id),
      this.cursors.watermark('gaps'),
    ]);
    return {
      ...summary,
      examples: examples.map(exampleOf),
      ...sidesOf(tallies, median, words),
      where: {
        bots: tallies.bots,
        queues: tallies.queues,
        channels: tallies.channels,
        languages: tallies.languages,
      },
      neighbours,
      lineage: lineage.map(({ at, event, detail }) => ({
        at: at.toISOString(),
        event: event as Gap['lineage'][number]['event'],
        detail,
      })),
      decisions: decisions.map(decisionOf),
      suggestedIntent: suggestIntent(summary),
      watermark: watermark?.toISOString() ?? null,
    };
  }
}

function rangeOf(query: { from?: string; to?: string }, watermark: Date | null): GapRange {
  const to = query.to === undefined ? null : new Date(query.to);
  return {
    from: query.from === undefined ? null : new Date(query.from),
    to,
    end: to ?? watermark ?? new Date(0),
  };
}

function isAsked(
  gap: GapSummary,
  { status, type, includeDismissed }: QueryOf<typeof routes.gapList>,
): boolean {
  if (type !== undefined && gap.type !== type) return false;
  if (status !== undefined) return gap.status === status;
  return includeDismissed || gap.status !== 'dismissed';
}

const exampleOf = (row: ExampleRow): Gap['examples'][number] => ({
  handoffKey: row.handoff_key.toString('base64url'),
  at: row.at.toISOString(),
  text: row.text,
  language: row.language,
  botIntent: row.intent,
  confidence: row.confidence_bp === null ? null : row.confidence_bp / 10_000,
  failedCode: row.failed_code,
  resolvedIntent: row.resolved_intent,
  centrality: row.centrality,
});

const decisionOf = (row: DecisionRow): Gap['decisions'][number] => ({
  id: row.uid,
  kind: row.type.slice('gap.'.length) as Gap['decisions'][number]['kind'],
  at: row.at.toISOString(),
  gap: row.gap_id,
  otherGap: row.other_gap,
  words: row.words,
  handoffs: row.handoffs,
  withdrawn: row.withdrawn,
  withdraws: row.withdraws,
});

/** What the bot tried and what humans did. */
function sidesOf(
  tallies: Record<TallyName, Tally[]>,
  median: number | null,
  words: string[],
): Pick<Gap, 'bot' | 'human'> {
  return {
    bot: {
      intents: tallies.intents,
      failures: tallies.failures.map(({ name, count }) => ({ code: name, count })),
      reasons: tallies.reasons,
      medianConfidence: median === null ? null : median / 10_000,
    },
    human: {
      resolvedIntents: tallies.resolvedIntents,
      dispositions: tallies.dispositions,
      steps: tallies.steps.map(({ name, count }) => ({ step: name, count })),
      words,
    },
  };
}
