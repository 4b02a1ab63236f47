import type { LabelOrigin, ReviewReason } from '../contract/review.js';
import type { AnswerOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { keyOf } from '../episodes/key.js';
import { wilson } from '../metrics/intervals.js';
import type { Reading } from './decision.store.js';
import type { ItemRow, MemberRow, NeighbourRow } from './item.store.js';

type Item = AnswerOf<typeof routes.reviewClaim>['items'][number];

interface Known {
  members: readonly MemberRow[];
  neighbours: readonly NeighbourRow[];
  gaps: ReadonlyMap<string, { name: string; intent: string }>;
  said: ReadonlyMap<string, Reading[]>;
}

export function itemOf(item: ItemRow, known: Known): Item {
  const { id, kind, gap_id, label, evidence } = item;
  const isBlind = kind === 'second';
  const reasons: ReviewReason[] =
    kind === 'second' ? ['second_reading'] : kind === 'disagreement' ? ['disagreement'] : evidence.reasons;
  return {
    id,
    kind,
    gap: { id: gap_id, name: known.gaps.get(gap_id)?.name ?? gap_id },
    label,
    labelFrom: item.label_from satisfies LabelOrigin,
    heldUntil: item.held_until.toISOString(),
    reasons,
    purity: purityOf(evidence.purity ?? null),
    options: evidence.options.map(([name, share]) => ({ label: name, share })),
    members: known.members
      .filter((member) => member.item_id === id)
      .flatMap((member) => memberOf(member, label, isBlind)),
    neighbours: neighboursOf(item, known),
    said: item.of_decision === null ? [] : (known.said.get(item.of_decision) ?? []),
  };
}

function purityOf(found: { agree: number; of: number } | null): Item['purity'] {
  if (!found || found.of === 0) return null;
  const interval = wilson(found.agree, found.of);
  return interval && { ...found, low: interval.low, high: interval.high };
}

function memberOf(row: MemberRow, label: string, isBlind: boolean): Item['members'] {
  if (row.text === null) return [];
  const agreement = row.evidence.options.find(([name]) => name === label)?.[1] ?? 0;
  return [
    {
      handoffKey: keyOf(row.handoff_key),
      at: row.at.toISOString(),
      text: row.text,
      language: row.language,
      botIntent: row.intent,
      confidence: row.confidence_bp === null ? null : row.confidence_bp / 10_000,
      failedCode: row.failed_code,
      resolvedIntent: row.resolved_intent,
      answer: row.words,
      label: isBlind ? null : row.label,
      agreement,
      centrality: row.centrality,
    },
  ];
}

function neighboursOf({ evidence }: ItemRow, { neighbours, gaps }: Known): Item['neighbours'] {
  const rows = new Map(neighbours.map((row) => [keyOf(row.handoff_key), row]));
  return evidence.neighbours.flatMap(([handoffKey, similarity]) => {
    const row = rows.get(handoffKey);
    if (!row) return [];
    const gap = row.gap_id === null ? null : { id: row.gap_id, name: row.gap_name ?? row.gap_id };
    const own = gap && gaps.get(gap.id);
    return [
      {
        handoffKey,
        text: row.text,
        gap,
        label: row.label ?? row.resolved_intent ?? own?.intent ?? null,
        reviewed: row.label !== null,
        similarity,
      },
    ];
  });
}
