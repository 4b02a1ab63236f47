import { createHash } from 'node:crypto';
import { compareText } from '../engine/escalation.js';

/** A group found by one run; `members` most central first, `founders` earliest first. */
export interface FoundGroup {
  members: readonly string[];
  founders: readonly string[];
}

export interface KnownGap {
  id: string;
  members: ReadonlySet<string>;
}

/** A person's decision holds the gap's most central handoffs, so that a rebuilt gap gets its name and id back. */
export interface Anchor {
  id: string;
  members: readonly string[];
}

export interface Lineage {
  /** Gap id of each group, in their order. */
  ids: string[];
  continued: { id: string; before: number; after: number; kept: number }[];
  created: string[];
  retired: string[];
}

interface Overlap {
  group: number;
  id: string;
  shared: number;
}

/**
 * Who is who between two runs: groups continue the known gap they share most members with, at least half of
 * the smaller of both; one gap continues in one group only. Others take the id of a decision whose handoffs
 * they hold, else one made from their earliest core member: the same data give the same ids.
 */
export function traceLineage(
  groups: readonly FoundGroup[],
  known: readonly KnownGap[],
  anchors: readonly Anchor[] = [],
): Lineage {
  const ids = new Array<string | undefined>(groups.length);
  const taken = new Set<string>();
  const continued: Lineage['continued'] = [];
  for (const { group, id, shared } of overlaps(groups, known)) {
    const before = known.find((gap) => gap.id === id)?.members.size ?? 0;
    const after = groups[group]?.members.length ?? 0;
    if (ids[group] !== undefined || taken.has(id) || shared * 2 < Math.min(before, after)) continue;
    ids[group] = id;
    taken.add(id);
    continued.push({ id, before, after, kept: shared });
  }
  const retired = known.map((gap) => gap.id).filter((id) => !taken.has(id));
  // A retired gap stays retired, unless a decision asks for its id again.
  for (const id of retired) taken.add(id);
  takeAnchoredIds(groups, anchors, ids, taken, new Set(retired));
  const created: string[] = [];
  const named = groups.map((group, i) => {
    const id = ids[i] ?? newId(group, taken);
    taken.add(id);
    if (!continued.some((gap) => gap.id === id)) created.push(id);
    return id;
  });
  const gone = retired.filter((id) => !named.includes(id));
  return { ids: named, continued, created, retired: gone };
}

function overlaps(groups: readonly FoundGroup[], known: readonly KnownGap[]): Overlap[] {
  const groupOf = new Map<string, number>();
  groups.forEach((group, i) => {
    for (const key of group.members) groupOf.set(key, i);
  });
  const found: Overlap[] = [];
  for (const { id, members } of known) {
    const shared = new Map<number, number>();
    for (const key of members) {
      const group = groupOf.get(key);
      if (group !== undefined) shared.set(group, (shared.get(group) ?? 0) + 1);
    }
    for (const [group, count] of shared) found.push({ group, id, shared: count });
  }
  const founder = (group: number) => groups[group]?.founders[0] ?? '';
  return found.sort(
    (a, b) =>
      b.shared - a.shared || compareText(a.id, b.id) || compareText(founder(a.group), founder(b.group)),
  );
}

function takeAnchoredIds(
  groups: readonly FoundGroup[],
  anchors: readonly Anchor[],
  ids: (string | undefined)[],
  taken: Set<string>,
  reusable: ReadonlySet<string>,
): void {
  const decided = anchors.map(({ id, members }) => ({ id, members: new Set(members) }));
  for (const { group, id, shared } of overlaps(groups, decided)) {
    const size = decided.find((anchor) => anchor.id === id)?.members.size ?? 0;
    const isFree = !taken.has(id) || (reusable.has(id) && !ids.includes(id));
    if (ids[group] !== undefined || !isFree || shared * 2 <= size) continue;
    ids[group] = id;
    taken.add(id);
  }
}

/** From the earliest member of the core half: later data seldom change it, so a run over more data agrees. */
function newId({ members, founders }: FoundGroup, taken: ReadonlySet<string>): string {
  const core = new Set(members.slice(0, Math.ceil(members.length / 2)));
  const founder = founders.find((key) => core.has(key)) ?? members[0] ?? '';
  for (let attempt = 0; ; attempt++) {
    const id = gapIdOf(`gap ${attempt} ${founder}`);
    if (!taken.has(id)) return id;
  }
}

/** The same origin gives the same id. */
export function gapIdOf(origin: string): string {
  const digest = createHash('sha256').update(origin).digest();
  return `g${digest.readBigUInt64BE().toString(36).padStart(13, '0').slice(-10)}`;
}
