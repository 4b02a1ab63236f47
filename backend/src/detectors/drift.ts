import { type driftKinds, thresholds } from '../contract/detectors.js';
import { differenceOf, type Share, shareOf, zAmong } from './share.js';
import type { FieldCount } from './source-field.store.js';

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
    const z = zAmong(compared.length);
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
  const difference = differenceOf(now, before, z);
  if (!difference || (difference.low <= 0 && difference.high >= 0)) return undefined;
  const { value: moved } = difference;
  if (Math.abs(moved) < thresholds.drift_share.value) return undefined;
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
