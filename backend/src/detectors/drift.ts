import { type driftKinds, thresholds } from '../contract/detectors.js';
import { type Interval, wilson, z95 } from '../metrics/intervals.js';
import type { FieldCount } from './source-field.store.js';

export interface Share {
  value: number | null;
  numerator: number;
  denominator: number;
  interval: Interval | null;
}

/** A share with its Wilson interval; no value where there is nothing to divide by. */
export function shareOf(numerator: number, denominator: number, z = z95): Share {
  const value = denominator > 0 ? numerator / denominator : null;
  return { value, numerator, denominator, interval: wilson(numerator, denominator, z) };
}

/**
 * Whether two shares differ, and which way: Newcombe's hybrid score interval of the difference (Statistics in
 * Medicine 17 (1998) 873–890, method 10) leaves zero out.
 */
export function differs(now: Share, before: Share, z: number): -1 | 0 | 1 {
  const [a, b] = [
    shareOf(now.numerator, now.denominator, z),
    shareOf(before.numerator, before.denominator, z),
  ];
  if (a.value === null || b.value === null || !a.interval || !b.interval) return 0;
  const difference = a.value - b.value;
  if (difference - Math.hypot(a.value - a.interval.low, b.interval.high - b.value) > 0) return 1;
  return difference + Math.hypot(a.interval.high - a.value, b.value - b.interval.low) < 0 ? -1 : 0;
}

export interface Drift {
  type: string;
  field: string;
  kind: (typeof driftKinds)[number];
  now: Share;
  before: Share;
}

export interface SourceDrift {
  /** Fields that were compared. */
  fields: number;
  drift: Drift[];
}

/**
 * What moved in the fields of each source against its own past: a field that was never there before, is never there
 * any more, or whose share of events moved. Every change must be at least as large as declared and stand clear of
 * zero at 95 % over all of the source's fields together (Bonferroni), for many are looked at.
 */
export function findDrift(counts: readonly FieldCount[]): Map<string, SourceDrift> {
  const found = new Map<string, SourceDrift>();
  const nameOf = ({ source, type }: FieldCount) => `${source}\n${type}`;
  const totals = new Map(counts.filter(({ field }) => field === '').map((row) => [nameOf(row), row]));
  for (const source of new Set(counts.map((row) => row.source))) {
    const compared = counts.filter((row) => {
      const total = totals.get(nameOf(row));
      if (row.source !== source || row.field === '' || !total) return false;
      return Math.min(total.now, total.before) >= thresholds.least_rows.value;
    });
    const z = normalQuantile(1 - 0.05 / 2 / Math.max(1, compared.length));
    const moved = compared.flatMap((row) => {
      const total = totals.get(nameOf(row));
      return (total && driftOf(row, total, z)) ?? [];
    });
    found.set(source, { fields: compared.length, drift: markShapes(moved).sort(byWeight) });
  }
  return found;
}

function driftOf(row: FieldCount, total: FieldCount, z: number): Drift | undefined {
  const now = shareOf(row.now, total.now);
  const before = shareOf(row.before, total.before);
  const moved = (now.value ?? 0) - (before.value ?? 0);
  if (Math.abs(moved) < thresholds.drift_share.value || differs(now, before, z) === 0) return undefined;
  const kind = row.before === 0 ? 'appeared' : row.now === 0 ? 'vanished' : moved > 0 ? 'more' : 'less';
  return { type: row.type, field: row.field, kind, now, before };
}

/** A value that became a group of values, or the other way round, is one change and not two. */
function markShapes(moved: readonly Drift[]): Drift[] {
  const isWithin = (inner: Drift, outer: Drift) =>
    inner.type === outer.type && inner.field.startsWith(`${outer.field}.`);
  const other = { appeared: 'vanished', vanished: 'appeared' } as const;
  return moved.map((one) => {
    if (one.kind !== 'appeared' && one.kind !== 'vanished') return one;
    const partners = moved.filter(({ kind }) => kind === other[one.kind as 'appeared' | 'vanished']);
    const changed = partners.some((partner) => isWithin(one, partner) || isWithin(partner, one));
    return changed ? { ...one, kind: 'shape' as const } : one;
  });
}

const movedBy = ({ now, before }: Drift) => Math.abs((now.value ?? 0) - (before.value ?? 0));
const byWeight = (a: Drift, b: Drift) => movedBy(b) - movedBy(a) || (a.field < b.field ? -1 : 1);

/**
 * Quantile of the standard normal, off by less than 4.5e-4: Abramowitz & Stegun, Handbook of Mathematical Functions
 * (1964) 26.2.23. For 0.5 < p < 1.
 */
export function normalQuantile(p: number): number {
  const t = Math.sqrt(-2 * Math.log(1 - p));
  const above = 2.515517 + 0.802853 * t + 0.010328 * t * t;
  const below = 1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t * t * t;
  return t - above / below;
}
