import type { Neighbours } from '../gaps/engine/neighbours.js';
import { findConfirmed } from './confirmed.js';
import { confirmedWorth, findCores } from './cores.js';
import type { Example, QueueGap } from './example.js';
import type { Evidence, Queued } from './queued.js';
import { findSuspects } from './suspects.js';
import { gatherVotes, noTraining, trusts, type Vote, type Voter, without } from './votes.js';
import { scarcityOf, type WeightOf, weightsOf } from './weight.js';
import { withWords } from './words.js';

/** What is asked about examples, by kind; an example is asked once. */
export function orderExamples(
  all: readonly Example[],
  gaps: ReadonlyMap<string, QueueGap>,
  near: Neighbours,
): Queued[] {
  const examples = all.map(withoutRefuted);
  const voters = examples.map((example) => voterOf(example, gaps));
  const said = withWords(
    gatherVotes(near, voters),
    examples.map(({ text }) => text),
    voters,
  );
  const votes = said.map((vote, row) => without(vote, examples[row]?.leftOut ?? []));
  const weightOf = weightsOf(gaps);
  const fresh = { examples: all, votes: said };
  const isConfirmed = findConfirmed(examples, votes, fresh);
  const contradicted = findSuspects(examples, votes, weightOf).filter(
    ({ row }) => examples[row]?.said || !isConfirmed(row),
  );
  const cores = findCores(examples, gaps, votes, near, {
    suspects: new Set(contradicted.map(({ row }) => row)),
    weightOf,
    isConfirmed,
    fresh,
  });
  const asked = new Set(cores.flatMap(({ rows }) => rows));
  const suspects = contradicted.filter(({ row }) => !asked.has(row));
  for (const { row } of suspects) asked.add(row);
  const edge = examples.flatMap((example, row) => (example.said || asked.has(row) ? [] : [row]));
  const evidence = (row: number): Evidence => {
    const { resolved } = examples[row] as Example;
    return {
      ...evidenceOf(row, votes[row] as Vote, near, examples),
      ...(resolved !== null && isConfirmed(row) && { confirmed: resolved }),
    };
  };
  return [
    ...cores.flatMap((core) =>
      core.rows.map(
        (row, place): Queued => ({
          kind: 'core',
          handoffKey: (examples[row] as Example).handoffKey,
          gap: core.gap,
          core: core.key,
          place,
          value: core.value,
          evidence: { ...evidence(row), label: core.label, purity: core.purity, reasons: core.reasons },
        }),
      ),
    ),
    ...orderEdge(edge, examples, weightOf, votes, near, isConfirmed).map(
      ({ row, value, gap }): Queued => ({
        kind: 'edge',
        handoffKey: (examples[row] as Example).handoffKey,
        gap,
        core: null,
        place: 0,
        value,
        evidence: {
          ...evidence(row),
          ...ownLabel(examples[row] as Example),
          reasons: edgeReasons(examples[row] as Example, votes[row] as Vote),
        },
      }),
    ),
    ...suspects.map(({ row, value }): Queued => {
      const { handoffKey, gap, said, resolved } = examples[row] as Example & { gap: string };
      const reasons: Evidence['reasons'] = ['contradicted'];
      const label = said?.intent ?? resolved ?? undefined;
      const why = { ...evidence(row), label, reasons };
      return { kind: 'suspect', handoffKey, gap, core: null, place: 0, value, evidence: why };
    }),
  ];
}

/** What a human noted is no word any more where a reviewer left the example out of just that. */
const withoutRefuted = (example: Example): Example =>
  example.resolved !== null && example.leftOut?.includes(example.resolved)
    ? { ...example, resolved: null }
    : example;

function voterOf({ said, resolved, gap }: Example, gaps: ReadonlyMap<string, QueueGap>): Voter {
  if (said) return { label: said.intent ?? noTraining, trust: trusts.reviewed };
  if (resolved !== null) return { label: resolved, trust: trusts.resolved };
  const own = gap === null ? undefined : gaps.get(gap);
  return { label: own?.intent ?? null, trust: trusts.guessed };
}

const shownNeighbours = 6;
const shownOptions = 5;
const round = (value: number) => Math.round(value * 1e4) / 1e4;

function evidenceOf(
  row: number,
  vote: Vote,
  { k, ids, similarities }: Neighbours,
  examples: readonly Example[],
): Evidence {
  const neighbours: Evidence['neighbours'] = [];
  for (let at = row * k; at < (row + 1) * k && neighbours.length < shownNeighbours; at++) {
    const other = examples[ids[at] as number];
    if (other) neighbours.push([other.handoffKey, round(similarities[at] as number)]);
  }
  return {
    options: vote.shares
      .filter(({ label }) => label !== noTraining)
      .slice(0, shownOptions)
      .map(({ label, share }) => [label, round(share)]),
    neighbours,
    reasons: [],
  };
}

/** Of one example its own human knows most. */
const ownLabel = ({ resolved }: Example): Pick<Evidence, 'label' | 'labelFrom'> =>
  resolved === null ? {} : { label: resolved, labelFrom: 'human' };

/** Shares nearer to one another than this are no decision. */
const clear = 0.6;
const little = 0.5;

function edgeReasons(
  { gap, resolved, leftOut }: Example,
  { shares: [first, second], evidence }: Vote,
): Evidence['reasons'] {
  return [
    ...(gap === null ? (['in_no_gap'] as const) : []),
    ...(leftOut !== null ? (['left_out'] as const) : []),
    ...(resolved !== null && first && first.label !== resolved ? (['resolved_otherwise'] as const) : []),
    ...(first && second && first.share - second.share < clear ? (['between'] as const) : []),
    ...(evidence < little ? (['far'] as const) : []),
  ];
}

/** Of how many neighbours' votes a guess counts as one. */
const prior = 1;

/** How far from sure: 1 minus the margin between the two best labels, as far as there is evidence at all. */
export function uncertainty({ shares: [first, second], evidence }: Vote): number {
  const margin = (first?.share ?? 0) - (second?.share ?? 0);
  return 1 - margin * (evidence / (evidence + prior));
}

/**
 * Single examples by what a decision teaches: how unsure it is (margin sampling, Scheffer et al. 2001) × how many
 * undecided ones are like it (density weighting, Settles & Craven 2008), of the most that one of them teaches, for it
 * settles one example and no more; × what an example of its gap counts. Each that is chosen takes from those like it, so that no ten of a kind come in a row.
 */
export function orderEdge(
  rows: readonly number[],
  examples: readonly Example[],
  weightOf: WeightOf,
  votes: readonly Vote[],
  { k, ids, similarities }: Neighbours,
  isConfirmed: (row: number) => boolean = () => false,
): { row: number; value: number; gap: string }[] {
  const isOpen = new Set(rows);
  const scarcity = scarcityOf(examples);
  const left = rows.flatMap((row) => {
    const gap = (examples[row] as Example).gap ?? nearestGap(row, examples, { k, ids });
    const weight = gap === null ? undefined : weightOf(gap);
    if (gap === null || weight === undefined) return [];
    let like = 1;
    for (let at = row * k; at < (row + 1) * k; at++)
      if (isOpen.has(ids[at] as number)) like += Math.max(0, similarities[at] as number) ** 2;
    const value = uncertainty(votes[row] as Vote) * like * (isConfirmed(row) ? confirmedWorth : 1);
    return [{ row, gap, weight: weight * scarcity(votes[row]?.shares[0]?.label), value }];
  });
  const most = Math.max(...left.map(({ value }) => value), Number.MIN_VALUE);
  const valued = left.map(({ row, gap, weight, value }) => ({ row, gap, value: (value / most) * weight }));
  return takeDiverse(valued, { k, ids, similarities });
}

/** Greedy and lazy: a value only falls, so the first whose value is still the largest is the next. */
function takeDiverse<One extends { row: number; value: number }>(
  left: readonly One[],
  { k, ids, similarities }: Pick<Neighbours, 'k' | 'ids' | 'similarities'>,
): One[] {
  const kept = new Map(left.map(({ row }) => [row, 1]));
  const known = new Map(left.map(({ row }) => [row, 1]));
  const heap = [...left].sort((a, b) => b.value - a.value || a.row - b.row);
  const taken: One[] = [];
  const insert = (one: One) => {
    let low = 0;
    let high = heap.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((heap[middle] as One).value > one.value) low = middle + 1;
      else high = middle;
    }
    heap.splice(low, 0, one);
  };
  for (let one = heap.shift(); one; one = heap.shift()) {
    const share = kept.get(one.row) as number;
    const before = known.get(one.row) as number;
    if (share < before) {
      known.set(one.row, share);
      insert({ ...one, value: (one.value / before) * share });
      continue;
    }
    taken.push(one);
    for (let at = one.row * k; at < (one.row + 1) * k; at++) {
      const other = ids[at] as number;
      const likeness = Math.max(0, similarities[at] as number);
      const now = kept.get(other);
      if (now !== undefined) kept.set(other, now * (1 - likeness ** 2) + 1e-6);
    }
  }
  return taken;
}

function nearestGap(
  row: number,
  examples: readonly Example[],
  { k, ids }: Pick<Neighbours, 'k' | 'ids'>,
): string | null {
  for (let at = row * k; at < (row + 1) * k; at++) {
    const gap = examples[ids[at] as number]?.gap ?? null;
    if (gap !== null) return gap;
  }
  return null;
}
