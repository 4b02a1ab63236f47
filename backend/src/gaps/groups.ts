import type { Escalation } from './escalation.js';
import { dot } from './neighbours.js';

export interface Group {
  members: { escalation: Escalation; centrality: number }[];
  /** Unit vector. */
  centre: Float32Array;
}

/** What half of a group's escalations at least agree on. */
interface Profile {
  language: string;
  resolvedIntent: string | undefined;
  failedCode: string | undefined;
}

/**
 * Words cannot be compared across languages, but what humans resolved can: groups of different languages whose
 * escalations were resolved as the same intent (or, where nobody said, failed with the same code) are one gap.
 */
export function joinLanguages(groups: readonly Group[]): Group[] {
  const profiles = groups.map(profileOf);
  const joined: { group: Group; profile: Profile; languages: Set<string> }[] = [];
  // The largest comes first, so that it takes in the largest of the others.
  const bySize = [...groups.keys()].sort(
    (a, b) => (groups[b]?.members.length ?? 0) - (groups[a]?.members.length ?? 0) || a - b,
  );
  for (const i of bySize) {
    const group = groups[i] as Group;
    const profile = profiles[i] as Profile;
    const host = joined.find(
      (other) => !other.languages.has(profile.language) && agree(other.profile, profile),
    );
    if (!host) joined.push({ group, profile, languages: new Set([profile.language]) });
    else {
      host.group = unite(host.group, group);
      host.languages.add(profile.language);
    }
  }
  return joined.map(({ group }) => group);
}

const agree = (a: Profile, b: Profile) =>
  a.language !== '' &&
  b.language !== '' &&
  (a.resolvedIntent !== undefined || b.resolvedIntent !== undefined
    ? a.resolvedIntent === b.resolvedIntent
    : a.failedCode !== undefined && a.failedCode === b.failedCode);

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
    failedCode: agreed(all.map((e) => e.failedCode)),
  };
}

/** The larger group keeps its centre: a mean of two languages would be near to neither. */
const unite = (a: Group, b: Group): Group => ({ members: [...a.members, ...b.members], centre: a.centre });

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
