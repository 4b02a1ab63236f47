import { weekMs } from './courses.js';

/** Releases that are one step: within a week nothing tells one from the next. */
export interface Stretch {
  at: number;
  versions: string[];
}

export function stretchesOf(releases: readonly { version: string; at: number }[]): Stretch[] {
  const found: Stretch[] = [];
  for (const { version, at } of releases) {
    const last = found.at(-1);
    if (last && at - last.at < weekMs) last.versions.push(version);
    else found.push({ at, versions: [version] });
  }
  return found;
}

/** Where weeks begin, counted anew from each release, so that none holds two bots. */
export function pieceStarts(from: number, to: number, releases: readonly number[]): number[] {
  const edges = [from, ...releases.filter((at) => at > from && at < to), to];
  return edges.slice(0, -1).flatMap((edge, i) => {
    const length = (edges[i + 1] as number) - edge;
    return Array.from({ length: Math.ceil(length / weekMs) }, (_, week) => edge + week * weekMs);
  });
}
