import { nearGaps, rankNeeds, type StreamModel, takeRows } from './assign.js';
import { type Clusters, clusterPoints, defaultClusters, type Points } from './cluster.js';
import { type Escalation, type Stream, streams } from './escalation.js';
import { type Group, joinAgreeing, mostCommon } from './groups.js';
import { makePrototypes } from './prototypes.js';
import type { Embedded } from './space.js';
import { type Guidance, numberValues, type Utterance } from './utterances.js';

export interface DiscoverOptions extends Guidance {
  leastSize?: number;
  /** Different utterances that gaps are found among; the others are assigned to what was found. */
  sample?: number;
}

export interface Found {
  groups: (Group & { stream: Stream })[];
  models: StreamModel[];
  /** Escalations that are nearly as near to another gap as to their own. */
  also: { gap: number; handoffKey: string; similarity: number }[];
}

/** Groups of each stream, with what recognises them; places of gaps begin at `firstGap`. */
export function findGroups(
  utterances: readonly Utterance[],
  embedded: Embedded,
  firstGap: number,
  options: DiscoverOptions,
): Found {
  const found: Found = { groups: [], models: [], also: [] };
  const all = utterances.flatMap(({ members }) => members);
  for (const stream of streams) {
    const rows = [...utterances.keys()].filter((i) => utterances[i]?.stream === stream);
    if (rows.length === 0) continue;
    const own = rows.map((row) => utterances[row] as Utterance);
    const points = takePoints(rows, own, embedded, options.before);
    const clusters = clusterPoints(points, {
      ...defaultClusters,
      leastSize: options.leastSize ?? defaultClusters.leastSize,
    });
    const groups = joinAgreeing(groupRows(clusters, own, points.pins), clusters.links, all);
    const first = firstGap + found.groups.length;
    const model = modelOf(stream, groups, clusters, embedded.columns, first);
    found.models.push(model);
    found.also.push(...secondNeeds(model, groups, own, clusters.units, first));
    found.groups.push(...groups.map((group) => ({ stream, ...group })));
  }
  return found;
}

function takePoints(
  rows: readonly number[],
  own: readonly Utterance[],
  embedded: Embedded,
  before: Guidance['before'],
): Points {
  return {
    units: takeRows(embedded.units, embedded.columns, rows),
    columns: embedded.columns,
    lengths: takeRows(embedded.lengths, 1, rows),
    weights: Uint32Array.from(own, ({ members }) => members.length),
    levels: Uint8Array.from(
      own,
      ({ members: [e] }) => Number(e?.intent != null) + 2 * Number(e?.failedCode != null),
    ),
    needs: numberValues(own.map(({ need }) => need)).numbers,
    pins: numberValues(own.map(({ pin }) => pin)).numbers,
    before: numberValues(own.map(({ members }) => earlierOf(members, before))).numbers,
  };
}

function earlierOf(members: readonly Escalation[], before: Guidance['before']): string | null {
  const known = members.flatMap(({ handoffKey }) => before?.get(handoffKey) ?? []);
  return known.length === 0 ? null : mostCommon(known);
}

function groupRows(clusters: Clusters, own: readonly Utterance[], pins: Int32Array): Group[] {
  const columns = clusters.count === 0 ? 0 : clusters.centres.length / clusters.count;
  const groups: Group[] = Array.from({ length: clusters.count }, (_, c) => ({
    members: [],
    centre: clusters.centres.slice(c * columns, (c + 1) * columns),
    rows: [],
    pin: -1,
  }));
  own.forEach(({ members }, i) => {
    const group = groups[clusters.of[i] as number];
    if (!group) return;
    group.rows.push(i);
    group.pin = Math.max(group.pin, pins[i] as number);
    for (const escalation of members)
      group.members.push({ escalation, centrality: rounded(clusters.centrality[i] as number) });
  });
  return groups;
}

export const rounded = (share: number) => Math.round(share * 1e4) / 1e4;

function modelOf(
  stream: Stream,
  groups: readonly Group[],
  { units, metric }: Clusters,
  columns: number,
  firstGap: number,
): StreamModel {
  const made = groups.map(({ rows }) => makePrototypes(units, columns, rows));
  return {
    stream,
    metric,
    prototypes: Float32Array.from(made.flatMap(({ vectors }) => [...vectors])),
    gaps: Int32Array.from(made.flatMap(({ floors }, i) => floors.map(() => firstGap + i))),
    floors: Float32Array.from(made.flatMap(({ floors }) => floors)),
  };
}

function secondNeeds(
  model: StreamModel,
  groups: readonly Group[],
  own: readonly Utterance[],
  units: Float32Array,
  firstGap: number,
): Found['also'] {
  const columns = own.length === 0 ? 0 : units.length / own.length;
  return groups.flatMap(({ rows }, place) =>
    rows.flatMap((row) =>
      rankNeeds(nearGaps(model, units, row * columns, columns))
        .filter(({ gap }) => gap !== firstGap + place)
        .flatMap(({ gap, similarity }) =>
          (own[row]?.members ?? []).map(({ handoffKey }) => ({ gap, handoffKey, similarity })),
        ),
    ),
  );
}
