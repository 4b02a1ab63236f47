import type { GapType } from '../contract/gaps.js';
import { type Clusters, clusterPoints, defaultClusters, type Points } from './cluster.js';
import { type Escalation, type Stream, streamOf, streams } from './escalation.js';
import { buildFeatures } from './features.js';
import { decideGapType, type TypedGap } from './gap-type.js';
import { type Group, joinAgreeing, mostCommon, nearestGroups } from './groups.js';
import { distinctiveTerms, nameFromTerms, TermCounts, termSpread } from './labels.js';
import { unitRows } from './neighbours.js';
import { projectRows } from './svd.js';
import { fingerprint, joinUnspaced } from './text.js';

/** Named in every run, so that two runs by different methods are not compared unknowingly. */
export const algorithm = 'tfidf-svd128-diffused-knn-louvain/1';

export interface FoundGap {
  stream: Stream;
  type: GapType;
  evidence: TypedGap['evidence'];
  name: string;
  terms: string[];
  /** Most central first. */
  members: { handoffKey: string; centrality: number }[];
  /** Handoff keys, earliest first. */
  founders: string[];
  /** The nearest other groups, by place in the list. */
  neighbours: { group: number; similarity: number }[];
}

export interface Discovery {
  algorithm: string;
  gaps: FoundGap[];
  /** Escalations with words that are in no gap. */
  noise: number;
  withoutText: number;
}

/** Equal words with equal evidence: one point, however often it was said. */
interface Utterance {
  stream: Stream;
  members: Escalation[];
}

export const rank = 128;
const seed = 20_250_101;

/** Groups of escalations that share what the bot could not do. The same for every order of the same input. */
export function discoverGaps(
  escalations: readonly Escalation[],
  leastSize = defaultClusters.leastSize,
): Discovery {
  const inOrder = [...escalations].sort((a, b) => compareText(a.handoffKey, b.handoffKey));
  const utterances = gatherUtterances(inOrder);
  const first = (utterance: Utterance) => utterance.members[0] as Escalation;
  const matrix = buildFeatures(
    utterances.map((u) => first(u).text ?? ''),
    utterances.map(first),
  );
  const projected = projectRows(matrix, rank, seed);
  const units = unitRows(projected);
  const groups = streams.flatMap((stream) => {
    const rows = [...utterances.keys()].filter((i) => utterances[i]?.stream === stream);
    const points = takePoints(rows, utterances, units, projected.columns, projected.values);
    const clusters = clusterPoints(points, { ...defaultClusters, leastSize });
    const parts = groupRows(clusters, rows, utterances);
    return joinAgreeing(parts, clusters.links).map((part) => ({ stream, ...part }));
  });
  const gaps = describeGroups(groups, inOrder);
  const withText = utterances.reduce((sum, u) => sum + u.members.length, 0);
  const inGaps = gaps.reduce((sum, gap) => sum + gap.members.length, 0);
  return { algorithm, gaps, noise: withText - inGaps, withoutText: inOrder.length - withText };
}

const compareText = (a: string, b: string) => (a < b ? -1 : Number(a > b));

function gatherUtterances(escalations: readonly Escalation[]): Utterance[] {
  const byWords = new Map<string, Utterance>();
  for (const escalation of escalations) {
    const words = escalation.text === null ? '' : fingerprint(escalation.text);
    if (words === '') continue;
    const stream = streamOf(escalation.reason);
    const { intent, failedCode, resolvedIntent } = escalation;
    const key = JSON.stringify([stream, words, intent, failedCode, resolvedIntent]);
    const utterance = byWords.get(key);
    if (utterance) utterance.members.push(escalation);
    else byWords.set(key, { stream, members: [escalation] });
  }
  return [...byWords.values()];
}

function takePoints(
  rows: readonly number[],
  utterances: readonly Utterance[],
  units: Float32Array,
  columns: number,
  projected: Float64Array,
): Points {
  const points: Points = {
    units: new Float32Array(rows.length * columns),
    columns,
    lengths: new Float32Array(rows.length),
    weights: new Uint32Array(rows.length),
    levels: new Uint8Array(rows.length),
  };
  rows.forEach((row, i) => {
    points.units.set(units.subarray(row * columns, (row + 1) * columns), i * columns);
    let square = 0;
    for (let c = row * columns; c < (row + 1) * columns; c++) square += (projected[c] as number) ** 2;
    points.lengths[i] = Math.sqrt(square);
    const members = utterances[row]?.members ?? [];
    points.weights[i] = members.length;
    points.levels[i] = evidenceLevel(members[0]);
  });
  return points;
}

const evidenceLevel = (e: Escalation | undefined) =>
  Number(e?.intent != null) + 2 * Number(e?.failedCode != null) + 4 * Number(e?.resolvedIntent != null);

function groupRows(clusters: Clusters, rows: readonly number[], utterances: readonly Utterance[]): Group[] {
  const columns = clusters.count === 0 ? 0 : clusters.centres.length / clusters.count;
  const groups: Group[] = Array.from({ length: clusters.count }, (_, c) => ({
    members: [],
    centre: clusters.centres.slice(c * columns, (c + 1) * columns),
  }));
  rows.forEach((row, i) => {
    const group = groups[clusters.of[i] as number];
    const centrality = Math.round((clusters.centrality[i] as number) * 1e4) / 1e4;
    for (const escalation of utterances[row]?.members ?? []) group?.members.push({ escalation, centrality });
  });
  return groups;
}

function describeGroups(
  groups: readonly (Group & { stream: Stream })[],
  escalations: readonly Escalation[],
): FoundGap[] {
  const terms = termsOfGroups(groups, escalations);
  return groups.map((group, i) => {
    const members = [...group.members].sort(
      (a, b) => b.centrality - a.centrality || compareText(a.escalation.handoffKey, b.escalation.handoffKey),
    );
    const all = members.map((member) => member.escalation);
    const own = terms[i] ?? [];
    return {
      stream: group.stream,
      ...decideGapType(group.stream, all),
      name: nameFromTerms(own) || nameWithoutWords(all),
      terms: own,
      members: members.map(({ escalation, centrality }) => ({
        handoffKey: escalation.handoffKey,
        centrality,
      })),
      founders: [...all]
        .sort((a, b) => a.at - b.at || compareText(a.handoffKey, b.handoffKey))
        .map((e) => e.handoffKey),
      neighbours: nearestGroups(groups, i),
    };
  });
}

/** When no words are common to several people, what the systems agree on. */
function nameWithoutWords(members: readonly Escalation[]): string {
  const of = (read: (member: Escalation) => string | null) =>
    mostCommon(members.flatMap((member) => read(member) ?? []));
  return (
    of((m) => m.resolvedIntent) || of((m) => m.failedCode) || of((m) => m.intent) || 'Without common words'
  );
}

/** Distinctive terms of each group, in the language most of it is in, against others of that language. */
function termsOfGroups(groups: readonly Group[], escalations: readonly Escalation[]): string[][] {
  const backgrounds = new Map<string, TermCounts>();
  for (const { language, text, speaker } of escalations) {
    const counts = backgrounds.get(language ?? '') ?? new TermCounts();
    backgrounds.set(language ?? '', counts);
    if (text !== null) counts.add(text, speaker);
  }
  const counted = groups.map(({ members }) => {
    const language = mostCommon(members.map(({ escalation }) => escalation.language ?? ''));
    const counts = new TermCounts();
    for (const { escalation } of members) {
      const { text, speaker } = escalation;
      if ((escalation.language ?? '') === language && text !== null) counts.add(text, speaker);
    }
    return { language, counts };
  });
  const spreads = new Map(
    [...backgrounds.keys()].map((language) => [
      language,
      termSpread(counted.filter((group) => group.language === language).map((group) => group.counts)),
    ]),
  );
  return counted.map(({ language, counts }) => {
    const background = backgrounds.get(language) ?? counts;
    return distinctiveTerms(counts, background, spreads.get(language) ?? (() => 1), 8).map(joinUnspaced);
  });
}
