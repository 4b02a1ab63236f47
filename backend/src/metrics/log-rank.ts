import type { Observed } from './survival.js';
import { chiSquareTail } from './tails.js';

export interface LogRank {
  statistic: number;
  df: number;
  p: number;
  /** Per group: events that were seen, and those that all groups together let expect. */
  groups: { observed: number; expected: number }[];
}

/** One group's counts by time, ascending, read from the front. */
class AtRisk {
  private next = 0;
  private left: number;

  constructor(private readonly times: readonly Observed[]) {
    this.left = times.reduce((sum, { events, censored }) => sum + events + censored, 0);
  }

  /** Those at risk just before `time`, and the events at it. Times must be asked for in ascending order. */
  at(time: number): { atRisk: number; events: number } {
    for (; this.next < this.times.length; this.next++) {
      const row = this.times[this.next]!;
      if (row.time >= time) return { atRisk: this.left, events: row.time === time ? row.events : 0 };
      this.left -= row.events + row.censored;
    }
    return { atRisk: this.left, events: 0 };
  }
}

const ascending = (a: number, b: number) => a - b;

/**
 * Whether k groups meet the event at the same pace, tied times and all. Null where nothing can tell: fewer than two
 * groups, or never an event while two of them were at risk.
 * Mantel, Cancer Chemother. Rep. 50 (1966); Peto & Peto, J. R. Statist. Soc. A 135 (1972); with k groups as in
 * Kalbfleisch & Prentice (2002) 1.4.
 */
export function logRank(samples: readonly (readonly Observed[])[]): LogRank | null {
  const readers = samples.map((rows) => new AtRisk([...rows].sort((a, b) => a.time - b.time)));
  const times = [...new Set(samples.flat().flatMap(({ time, events }) => (events > 0 ? [time] : [])))];
  const groups = samples.map(() => ({ observed: 0, expected: 0 }));
  const k = samples.length - 1;
  const variance = Array.from({ length: k }, () => new Array<number>(k).fill(0));
  for (const time of times.sort(ascending)) {
    const found = readers.map((reader) => reader.at(time));
    const atRisk = found.reduce((sum, one) => sum + one.atRisk, 0);
    const events = found.reduce((sum, one) => sum + one.events, 0);
    const spread = atRisk > 1 ? (events * (atRisk - events)) / (atRisk - 1) : 0;
    found.forEach((one, i) => {
      groups[i]!.observed += one.events;
      groups[i]!.expected += (events * one.atRisk) / atRisk;
    });
    for (let i = 0; i < k; i++) {
      for (let j = 0; j < k; j++) {
        const shared = (i === j ? 1 : 0) - found[j]!.atRisk / atRisk;
        variance[i]![j]! += spread * (found[i]!.atRisk / atRisk) * shared;
      }
    }
  }
  const excess = groups.slice(0, k).map(({ observed, expected }) => observed - expected);
  const solved = k > 0 ? solve(variance, excess) : null;
  if (!solved) return null;
  const statistic = excess.reduce((sum, one, i) => sum + one * solved[i]!, 0);
  return { statistic, df: k, p: chiSquareTail(statistic, k), groups };
}

/** Solves a symmetric positive definite system by elimination; null when it is singular. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] | null {
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  const size = rows.length;
  for (let i = 0; i < size; i++) {
    const pivot = rows[i]![i]!;
    if (!(pivot > 1e-12)) return null;
    for (let j = 0; j < size; j++) {
      if (j === i) continue;
      const factor = rows[j]![i]! / pivot;
      for (let c = i; c <= size; c++) rows[j]![c]! -= factor * rows[i]![c]!;
    }
  }
  return rows.map((row, i) => row[size]! / row[i]!);
}
