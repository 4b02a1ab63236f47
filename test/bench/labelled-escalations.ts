import type { Discovery } from '../../backend/src/gaps/engine/discover.js';
import type { Escalation } from '../../backend/src/gaps/engine/escalation.js';
import { keyOf } from '../support/sample-escalations.js';
import type { Labelled } from './labelled-data.js';
import type { Aim, Measure } from './result.js';
import { scoreClusters } from './score-clusters.js';

/** The escalation at a place, of which nothing is known but its words. */
export const escalationOf = (text: string, place: number): Escalation => ({
  handoffKey: keyOf(place),
  speaker: keyOf(place),
  at: place,
  text,
  intent: null,
  confidenceBp: null,
  failedCode: null,
  resolvedIntent: null,
  language: 'en',
  reason: null,
});

/** The gap of each escalation, by its place; -1: in none. */
export function gapsByPlace({ gaps }: Pick<Discovery, 'gaps'>, count: number): number[] {
  const gapOf = new Map(
    gaps.flatMap((gap, i) => gap.members.map((member) => [member.handoffKey, i] as const)),
  );
  return Array.from({ length: count }, (_, place) => gapOf.get(keyOf(place)) ?? -1);
}

/** Every utterance counts: those in no gap as one group of their own. */
export function scoresOf(
  name: string,
  gaps: readonly number[],
  rows: readonly Labelled[],
  aims: Partial<Record<string, Aim>> = {},
): Measure[] {
  const score = scoreClusters(
    gaps,
    rows.map(({ label }) => label),
  );
  const percent = (what: string, value: number): Measure => ({
    name: `${name}: ${what}`,
    value: Math.round(value * 10) / 10,
    unit: '%',
    ...(aims[what] ? { aim: aims[what] } : {}),
  });
  return [
    percent('NMI', score.nmi),
    percent('ARI', score.ari),
    percent('accuracy', score.accuracy),
    percent('in no gap', (100 * gaps.filter((gap) => gap < 0).length) / rows.length),
    { name: `${name}: gaps found`, value: new Set(gaps.filter((gap) => gap >= 0)).size, unit: '' },
  ];
}
