import { type SideName, type SideQuery, sideNames } from '../contract/compare.js';
import { type Dimension, dimensionNames, dimensionsOf } from '../contract/dimensions.js';
import type { MetricName } from '../contract/metrics.js';
import { Problem } from '../contract/problem.js';
import { type Scope, scopeOf } from './scope.js';

interface Query {
  metric: MetricName;
  by?: Dimension;
}

/** The scopes of A and B. Sides that may share rows are refused: the tests are of independent ones. */
export function sidesOf(query: Query): Record<SideName, Scope> {
  const [a, b] = sideNames.map((side) =>
    scopeOf({ ...memberOf(query, side), metric: query.metric, by: query.by }),
  );
  if (!a || !b) throw new Error('a comparison has two sides');
  if (mayShareRows(a, b)) {
    throw new Problem('invalid_input', {
      detail: 'Both sides may hold the same rows: choose ranges or values that exclude one another.',
    });
  }
  return { a, b };
}

function memberOf(query: object, side: SideName): SideQuery {
  const members = new Map(Object.entries(query));
  const names = ['from', 'to', ...dimensionNames];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value: unknown = members.get(`${side}.${name}`);
      return value === undefined ? [] : [[name, value]];
    }),
  ) as unknown as SideQuery;
}

function mayShareRows(a: Scope, b: Scope): boolean {
  if (Math.max(a.from, b.from) >= Math.min(a.to, b.to)) return false;
  return dimensionsOf(a.metric.population).every((name) => {
    const [one, other] = [a.filters[name], b.filters[name]];
    return !one || !other || one.some((value) => other.includes(value));
  });
}

const dayMs = 86_400_000;

/** Days of a range that the data reaches. */
export const daysOf = ({ from, to }: Pick<Scope, 'from' | 'to'>, watermark: Date | null): number =>
  watermark ? Math.max(0, Math.min(to, watermark.getTime()) - from) / dayMs : 0;
