import type { z } from 'zod';
import type { planPreview, planSpec } from '../contract/adjudication.js';
import { allocate, type Layer, spreadOf } from './allocate.js';
import { halfWidthAt, type Planned, precisionCurve } from './precision.js';

export type Spec = z.output<typeof planSpec>;
/** Due actions that share the value by which they are stratified. */
export interface Tally {
  value: string;
  due: number;
  judged: number;
  correct: number;
}

export interface Stratum {
  label: string;
  /** The values in it: several where rare ones are put together. */
  values: readonly string[];
  population: number;
  drawn: number;
}

export interface Plan {
  due: number;
  known: { judged: number; correct: number };
  strata: Stratum[];
}

/** Each stratum costs two readings at least: the rarest values share one. */
const mostStrata = 24;
const othersLabel = '(others)';
const wholeLabel = 'all';

/** What the spec asks of these due actions: strata of the ones that nobody has judged, and how many are drawn of each. */
export function planOf(spec: Spec, tallies: readonly Tally[]): Plan {
  const sum = (of: (tally: Tally) => number) => tallies.reduce((all, tally) => all + of(tally), 0);
  const groups = groupRare(tallies.filter(({ due, judged }) => due > judged));
  const layers = groups.map(({ label, members }): Layer & { values: string[] } => ({
    name: spec.design === 'simple' ? wholeLabel : label,
    values: members.map(({ value }) => value),
    population: members.reduce((all, { due, judged }) => all + due - judged, 0),
    spread: spreadOf({
      judged: members.reduce((all, { judged }) => all + judged, 0),
      correct: members.reduce((all, { correct }) => all + correct, 0),
    }),
  }));
  const sizes = allocate(layers, spec.size, spec.allocation);
  return {
    due: sum(({ due }) => due),
    known: { judged: sum(({ judged }) => judged), correct: sum(({ correct }) => correct) },
    strata: layers.map(({ name, values, population }) => ({
      label: name,
      values,
      population,
      drawn: sizes.get(name) ?? 0,
    })),
  };
}

function groupRare(tallies: readonly Tally[]): { label: string; members: Tally[] }[] {
  const open = ({ due, judged }: Tally) => due - judged;
  const sorted = [...tallies].sort((a, b) => open(b) - open(a) || (a.value < b.value ? -1 : 1));
  if (sorted.length <= mostStrata) return sorted.map((tally) => ({ label: tally.value, members: [tally] }));
  return [
    ...sorted.slice(0, mostStrata - 1).map((tally) => ({ label: tally.value, members: [tally] })),
    { label: othersLabel, members: sorted.slice(mostStrata - 1) },
  ];
}

export function previewOf({ due, known, strata }: Plan): Omit<z.output<typeof planPreview>, 'watermark'> {
  const drawn = strata.reduce((sum, stratum) => sum + stratum.drawn, 0);
  const unread = strata.map(
    ({ population, drawn: size }): Planned => ({ population, drawn: size, read: 0, judged: 0, correct: 0 }),
  );
  return {
    due,
    known,
    drawn,
    strata: strata.map(({ label, population, drawn: size }) => ({ label, population, drawn: size })),
    halfWidth: drawn === 0 ? null : halfWidthAt(known, unread, drawn),
    curve: precisionCurve(known, unread),
  };
}
