import type { GroupLinks } from './communities.js';
import type { Escalation } from './escalation.js';
import { dot } from './neighbours.js';

export interface Group {
  members: { escalation: Escalation; centrality: number }[];
  /** Unit vector. */
  centre: Float32Array;
  /** Rows that it was made from. */
  rows: number[];
  /** What a person decided that it is; -1 for none. Groups of two pins are never joined. */
  pin: number;
}

/** What more than half of a group's escalations agree on. */
interface Profile {
  language: string;
  resolvedIntent: string | undefined;
  failedCode: string | undefined;
  intent: string | undefined;
  /** So many of its escalations were resolved alike that it is the same need in other words. */
  isSettled: boolean;
}

/** Groups that agree in one kind of evidence are one when they have this share of the links that chance would give. */
const leastLinks = 0.05;
/** Evidence that more than this share of all members carries is too coarse to join by it alone. */
const coarse = 0.15;
/** What humans resolved as one thing, of all that they resolved. */
const settledShare = 0.8;

interface Union {
  group: Group;
  profile: Profile;
  /** Places of the groups that it was made from, by their language. */
  parts: Map<string, number[]>;
}

/**
 * Joins groups that agree on what humans resolved, how it failed or what the bot understood. Agreement in two
 * kinds is enough, or in what humans resolved most of both as, unless the values are so coarse that they say little; in
 * another one, groups of one language must also hang together in their words. Words of two languages cannot be
 * compared, so there it is enough.
 * `all`: the escalations of every stream, among which a value is coarse or not.
 */
export function joinAgreeing(
  groups: readonly Group[],
  links: GroupLinks,
  all: readonly Escalation[],
): Group[] {
  const unions: Union[] = [];
  const isSpecific = specificValues(all);
  // The largest comes first, so that it takes in the others.
  const bySize = [...groups.keys()].sort(
    (a, b) => (groups[b]?.members.length ?? 0) - (groups[a]?.members.length ?? 0) || a - b,
  );
  for (const i of bySize) {
    const group = groups[i] as Group;
    const profile = profileOf(group);
    const host = unions.find((union) => {
      if (union.group.pin >= 0 && group.pin >= 0) return union.group.pin === group.pin;
      const agreed = agreement(union.profile, profile);
      if (agreed.length === 0) return false;
      const isSure = agreed.length >= 2 || (profile.isSettled && union.profile.isSettled);
      if (isSure && agreed.some((kind) => isSpecific(kind, profile[kind]))) return true;
      const same = union.parts.get(profile.language);
      return same === undefined || links.ratio(same, [i]) >= leastLinks;
    });
    if (!host) unions.push({ group, profile, parts: new Map([[profile.language, [i]]]) });
    else {
      host.group = unite(host.group, group);
      host.parts.set(profile.language, [...(host.parts.get(profile.language) ?? []), i]);
    }
  }
  return unions.map(({ group }) => group);
}

const kinds = ['resolvedIntent', 'failedCode', 'intent'] as const;
type Kind = (typeof kinds)[number];

/** The kinds of evidence that both have and agree in; none when the first that both have differs. */
function agreement(a: Profile, b: Profile): Kind[] {
  const shared = kinds.filter((kind) => a[kind] !== undefined && b[kind] !== undefined);
  const [first] = shared;
  if (first === undefined || a[first] !== b[first]) return [];
  return shared.filter((kind) => a[kind] === b[kind]);
}

function specificValues(all: readonly Escalation[]): (kind: Kind, value: string | undefined) => boolean {
  const found = new Map<string, number>();
  for (const escalation of all) {
    for (const kind of kinds) {
      const name = `${kind} ${escalation[kind]}`;
      found.set(name, (found.get(name) ?? 0) + 1);
    }
  }
  return (kind, value) => (found.get(`${kind} ${value}`) ?? 0) <= coarse * all.length;
}

function profileOf({ members }: Group): Profile {
  const agreed = (values: (string | null)[]) => {
    const known = values.filter((value) => value !== null);
    const value = mostCommon(known);
    return known.filter((other) => other === value).length * 2 > values.length ? value : undefined;
  };
  const all = members.map((member) => member.escalation);
  return {
    language: agreed(all.map((e) => e.language)) ?? '',
    resolvedIntent: agreed(all.map((e) => e.resolvedIntent)),
    isSettled: shareOfMost(all.map((e) => e.resolvedIntent)) >= settledShare,
    failedCode: agreed(all.map((e) => e.failedCode)),
    intent: agreed(all.map((e) => e.intent)),
  };
}

/** The share of the most common one among those that are known; 0 where fewer than half are. */
function shareOfMost(values: readonly (string | null)[]): number {
  const known = values.filter((value) => value !== null);
  if (2 * known.length < values.length || known.length === 0) return 0;
  const most = mostCommon(known);
  return known.filter((value) => value === most).length / known.length;
}

/** The larger group keeps its centre: a mean of two languages would be near to neither. */
const unite = (a: Group, b: Group): Group => ({
  members: [...a.members, ...b.members],
  centre: a.centre,
  rows: [...a.rows, ...b.rows],
  pin: Math.max(a.pin, b.pin),
});

/** Among equally common ones, the first in alphabetical order. */
export function mostCommon(values: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let best = '';
  let most = 0;
  for (const [value, count] of counts) {
    if (count > most || (count === most && value < best)) [best, most] = [value, count];
  }
  return best;
}

/** The groups nearest to one, by place in the list. */
export function nearestGroups(
  groups: readonly Group[],
  own: number,
): { group: number; similarity: number }[] {
  const centre = groups[own]?.centre ?? new Float32Array();
  return groups
    .map((other, group) => ({
      group,
      similarity: Math.round(Math.max(0, dot(centre, 0, other.centre, 0, centre.length)) * 1e4) / 1e4,
    }))
    .filter(({ group, similarity }) => group !== own && similarity > 0)
    .sort((a, b) => b.similarity - a.similarity || a.group - b.group)
    .slice(0, 5);
}
