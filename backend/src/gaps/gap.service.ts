import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { gapAnswer, gapListAnswer } from '../contract/gaps.js';
import { Problem } from '../contract/problem.js';
import type { QueryOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { CursorStore } from '../follow/cursor.store.js';
import { DecisionStore } from './decision.store.js';
import { compareSides, type Said } from './describe/compare-sides.js';
import { countFacts, type Fact } from './describe/gap-facts.js';
import { factsOfType } from './describe/gap-type.js';
import { heavyFrom } from './describe/priority.js';
import { EvidenceStore } from './evidence.store.js';
import { GapStore } from './gap.store.js';
import { GapListStore, type GapRange } from './gap-list.store.js';
import {
  type BothSides,
  type DecisionRow,
  type ExampleRow,
  GapPageStore,
  type Tally,
  type TallyName,
} from './gap-page.store.js';
import { type Background, byPriority, changesOf, type GapSummary, summarise } from './gap-summary.js';
import { IntentStore } from './intent.store.js';
import { LineageStore } from './lineage/lineage.store.js';
import { drawLineage } from './lineage/lineage-graph.js';
import { placementOf } from './placement.js';

type GapList = z.output<typeof gapListAnswer>;
type Gap = z.output<typeof gapAnswer>;

const exampleCount = 25;
/** What is compared of what both sides said. */
const saidCount = 500;

/** What the pages ask about gaps. */
@Injectable()
export class GapService {
  constructor(
    private readonly gaps: GapListStore,
    private readonly pages: GapPageStore,
    private readonly runs: GapStore,
    private readonly lineage: LineageStore,
    private readonly evidence: EvidenceStore,
    private readonly decisions: DecisionStore,
    private readonly intents: IntentStore,
    private readonly cursors: CursorStore,
  ) {}

  async list(query: QueryOf<typeof routes.gapList>): Promise<GapList> {
    const watermark = await this.cursors.watermark('gaps');
    const range = rangeOf(query, watermark);
    const [rows, background, counted, run] = await Promise.all([
      this.gaps.list(range),
      this.background(range.end),
      this.gaps.countEscalations(range),
      this.runs.lastRun(),
    ]);
    const gaps = rows
      .map((row) => summarise(row, background))
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
            embeddings: run.embeddings,
            embeddingsFailure: run.embeddings_failure,
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
    const [rows, background] = await Promise.all([this.gaps.list(range, ids), this.background(range.end)]);
    const found = new Map(rows.map((row) => [row.id, row]));
    return ids.flatMap((id) => {
      const row = found.get(id);
      return row ? [summarise(row, background)] : [];
    });
  }

  private async background(end: Date): Promise<Background> {
    const [basis, courses] = await Promise.all([this.gaps.basis(), this.gaps.courses(end)]);
    return { ...basis, end, changes: changesOf(courses, basis.knownFrom, end), heavy: heavyFrom(courses) };
  }

  async get(id: string): Promise<Gap> {
    const summary = await this.summary(id);
    const [
      examples,
      tallies,
      median,
      words,
      neighbours,
      lineage,
      kin,
      decisions,
      traits,
      steps,
      said,
      also,
      intents,
      watermark,
    ] = await Promise.all([
      this.pages.examples(id, exampleCount),
      this.pages.tallies(id),
      this.pages.medianConfidence(id),
      this.pages.humanWords(id, 5),
      this.pages.neighbours(id),
      this.lineage.history(id),
      this.lineage.kin(id),
      this.pages.decisions(id),
      this.evidence.traits(id),
      this.evidence.steps(id),
      this.pages.bothSides(id, saidCount),
      this.pages.also(id),
      this.intents.of([id]),
      this.cursors.watermark('gaps'),
    ]);
    return {
      ...summary,
      also,
      examples: examples.map(exampleOf),
      ...sidesOf(tallies, median, words, steps),
      difference: compareSides(tallies.steps, tallies.actions, saidBy(said, 'words'), saidBy(said, 'text')),
      evidence: evidenceOf(summary.type, countFacts(traits)),
      where: {
        bots: tallies.bots,
        queues: tallies.queues,
        channels: tallies.channels,
        languages: tallies.languages,
      },
      neighbours,
      lineage: lineage.map(({ at, event, detail, parents, children }) => ({
        at: at.toISOString(),
        event: event as Gap['lineage'][number]['event'],
        detail,
        parents,
        children,
      })),
      lineageGraph: drawLineage(kin),
      decisions: decisions.map(decisionOf),
      suggestedIntent: intents.get(id)?.intent ?? id,
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
  alsoIn: row.also_in,
});

const saidBy = (rows: readonly BothSides[], side: 'words' | 'text'): Said[] =>
  rows.flatMap((row) => {
    const words = row[side];
    return words === null ? [] : [{ words, speaker: row.speaker.toString('base64url') }];
  });

function evidenceOf(type: GapSummary['type'], facts: readonly Fact[]): Gap['evidence'] {
  const carrying: readonly string[] = factsOfType[type];
  return facts
    .map(({ fact, count, of }) => ({
      fact,
      count,
      of,
      share: of === 0 ? null : Math.round((count / of) * 1000) / 1000,
      forType: carrying.includes(fact),
    }))
    .sort((a, b) => Number(b.forType) - Number(a.forType) || b.count - a.count);
}

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
  steps: { bot: number | null; human: number | null },
): Pick<Gap, 'bot' | 'human'> {
  return {
    bot: {
      intents: tallies.intents,
      failures: tallies.failures.map(({ name, count }) => ({ code: name, count })),
      reasons: tallies.reasons,
      actions: tallies.actions,
      medianActions: steps.bot,
      medianConfidence: median === null ? null : median / 10_000,
    },
    human: {
      resolvedIntents: tallies.resolvedIntents,
      dispositions: tallies.dispositions,
      steps: tallies.steps.map(({ name, count }) => ({ step: name, count })),
      words,
      medianSteps: steps.human,
    },
  };
}
