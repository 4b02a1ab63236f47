import type { Dimension } from '../../../../backend/src/contract/dimensions.js';
import type { Answer } from '../../lib/api';

export type Path = Answer<'GET /api/risk/paths'>['paths'][number];
const parts = ['source', 'queue', 'tier', 'channel'] as const;
const noValue = '(none)';

/** The filters that mean exactly this path. */
export const filtersOfPath = (path: Path): Partial<Record<Dimension, string>> =>
  Object.fromEntries(parts.map((part) => [part, path[part] ?? noValue]));

/** Stands in the URL, and is found again there. */
export const nameOfPath = (path: Path): string => parts.map((part) => path[part] ?? '').join(' → ');

/** As people read it: where from, then where to. */
export function pathWords({ source, queue, tier, channel }: Path): { title: string; beside: string } {
  return {
    title: `${source ?? 'Any source'} → ${queue ?? 'no queue'}`,
    beside: [tier, channel].filter(Boolean).join(', '),
  };
}
