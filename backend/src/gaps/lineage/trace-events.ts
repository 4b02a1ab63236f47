import type { gapRunEvents } from '../../contract/gaps.js';
import type { KnownGap } from './lineage.js';

/** Handoffs that went from one gap to another between two runs. */
export interface Passage {
  id: string;
  shared: number;
  shareOfParent: number;
  shareOfChild: number;
}

/** What became of one gap from one run to the next. */
export interface GapEvent {
  id: string;
  event: (typeof gapRunEvents)[number];
  /** Escalations in it; 0 where it was not. */
  before: number;
  after: number;
  /** Where its members were, and where those it had went; itself left out. */
  parents: Passage[];
  children: Passage[];
}

/** Part of a gap that is enough to speak of a split, and to draw. */
const leastPart = 0.1;
/** Most of a gap has to go into another before the two count as one. */
const mostOf = 0.5;

/**
 * What became of every gap between two runs. Split: a tenth or more of what it held is in another gap now that was not
 * there before. Merged: most of another gap is in it now.
 */
export function traceEvents(
  found: readonly { id: string; members: readonly string[] }[],
  known: readonly KnownGap[],
): GapEvent[] {
  const passages = passagesOf(found, known);
  const before = new Map(known.map(({ id, members }) => [id, members.size]));
  const after = new Map(found.map(({ id, members }) => [id, members.length]));
  const ids = [...new Set([...before.keys(), ...after.keys()])].sort();
  const toDraw = passages.filter((one) => Math.max(one.shareOfParent, one.shareOfChild) >= leastPart);
  return ids.map((id) => {
    const parents = toDraw.filter(({ child, parent }) => child === id && parent !== id);
    const children = toDraw.filter(({ child, parent }) => parent === id && child !== id);
    return {
      id,
      event: eventOf(id, { before, after, parents, children }),
      before: before.get(id) ?? 0,
      after: after.get(id) ?? 0,
      parents: parents.map(({ parent, child: _, ...shares }) => ({ id: parent, ...shares })),
      children: children.map(({ child, parent: _, ...shares }) => ({ id: child, ...shares })),
    };
  });
}

interface Between extends Omit<Passage, 'id'> {
  parent: string;
  child: string;
}

function passagesOf(
  found: readonly { id: string; members: readonly string[] }[],
  known: readonly KnownGap[],
): Between[] {
  const childrenOf = new Map<string, string[]>();
  for (const { id, members } of found) {
    for (const handoff of members) childrenOf.set(handoff, [...(childrenOf.get(handoff) ?? []), id]);
  }
  const sizes = new Map(found.map(({ id, members }) => [id, members.length]));
  return known.flatMap(({ id: parent, members }) => {
    const shared = new Map<string, number>();
    for (const handoff of members) {
      for (const child of childrenOf.get(handoff) ?? []) shared.set(child, (shared.get(child) ?? 0) + 1);
    }
    return [...shared]
      .map(([child, count]) => ({
        parent,
        child,
        shared: count,
        shareOfParent: round(count / members.size),
        shareOfChild: round(count / (sizes.get(child) ?? count)),
      }))
      .sort((a, b) => b.shared - a.shared || (a.child < b.child ? -1 : 1));
  });
}

interface Kin {
  before: ReadonlyMap<string, number>;
  after: ReadonlyMap<string, number>;
  parents: readonly Between[];
  children: readonly Between[];
}

function eventOf(id: string, { before, after, parents, children }: Kin): GapEvent['event'] {
  const isGone = !after.has(id);
  if (isGone) return children.some((one) => one.shareOfParent >= mostOf) ? 'merged' : 'retired';
  if (parents.some((one) => one.shareOfParent >= mostOf && !after.has(one.parent))) return 'merged';
  const isFresh = !before.has(id);
  if (isFresh) return parents.some((one) => one.shareOfChild >= mostOf) ? 'split' : 'new';
  const lost = children.some((one) => one.shareOfParent >= leastPart && !before.has(one.child));
  return lost ? 'split' : 'continued';
}

const round = (share: number) => Math.round(share * 1000) / 1000;
