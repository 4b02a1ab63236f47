import { type Escalation, streamOf } from './escalation.js';
import { TermCounts } from './labels.js';

/** One gap as new escalations are held against it: terms that several people said, by weight; unit length. */
export interface GapCentre {
  id: string;
  stream: string;
  weights: Record<string, number>;
  /** How near one has to be: a share of how near its own members are in the median. */
  least: number;
}

export interface GapModel {
  /** How much a term tells: ln((1 + n) / (1 + n with it)) + 1. */
  tells: Record<string, number>;
  centres: GapCentre[];
}

export interface Assignment {
  handoffKey: string;
  gap: string;
  /** Cosine with the centre. */
  nearness: number;
}

const mostTerms = 200;
const floor = 0.1;
const shareOfMedian = 0.6;

const termsOf = (text: string): string[] => {
  const counts = new TermCounts();
  counts.add(text, '');
  return [...counts.found.keys()];
};

export function tellingTerms(background: readonly Escalation[]): GapModel['tells'] {
  const counts = new TermCounts();
  for (const { text, speaker } of background) if (text !== null) counts.add(text, speaker);
  return Object.fromEntries(
    [...counts.found]
      .filter(([term]) => counts.isShared(term))
      .map(([term, found]) => [term, Math.log((1 + counts.texts) / (1 + found)) + 1]),
  );
}

/** Null where its members have no words in common. */
export function centreOf(
  id: string,
  members: readonly Escalation[],
  tells: GapModel['tells'],
): GapCentre | null {
  const counts = new TermCounts();
  for (const { text, speaker } of members) if (text !== null) counts.add(text, speaker);
  const weighted = [...counts.found]
    .filter(([term]) => Object.hasOwn(tells, term) && counts.isShared(term))
    .map(([term, found]): [string, number] => [term, (found / counts.texts) * (tells[term] as number)])
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, mostTerms);
  const length = Math.hypot(...weighted.map(([, weight]) => weight));
  if (length === 0) return null;
  const centre: GapCentre = {
    id,
    stream: streamOf(members[0]?.reason ?? null),
    weights: Object.fromEntries(weighted.map(([term, weight]) => [term, weight / length])),
    least: 0,
  };
  const own = members
    .flatMap(({ text }) => (text === null ? [] : nearness(vectorOf(text, tells), centre)))
    .sort((a, b) => a - b);
  return { ...centre, least: Math.max(floor, shareOfMedian * (own[own.length >> 1] ?? 1)) };
}

type Vector = ReadonlyMap<string, number>;

function vectorOf(text: string, tells: GapModel['tells']): Vector {
  const known = termsOf(text).flatMap((term): [string, number][] =>
    Object.hasOwn(tells, term) ? [[term, tells[term] as number]] : [],
  );
  const length = Math.hypot(...known.map(([, weight]) => weight));
  return new Map(known.map(([term, weight]) => [term, weight / length]));
}

function nearness(vector: Vector, { weights }: GapCentre): number {
  let sum = 0;
  for (const [term, weight] of vector) {
    if (Object.hasOwn(weights, term)) sum += weight * (weights[term] as number);
  }
  return sum;
}

/** The nearest gap of the same stream for each escalation that is near enough to one; the others wait for the next run. */
export function assign(model: GapModel, escalations: readonly Escalation[]): Assignment[] {
  return escalations.flatMap(({ handoffKey, text, reason }) => {
    if (text === null) return [];
    const vector = vectorOf(text, model.tells);
    const stream = streamOf(reason);
    let best: Assignment | undefined;
    for (const centre of model.centres) {
      const near = centre.stream === stream ? nearness(vector, centre) : 0;
      if (near >= centre.least && near > (best?.nearness ?? 0))
        best = { handoffKey, gap: centre.id, nearness: Math.min(1, near) };
    }
    return best ?? [];
  });
}
