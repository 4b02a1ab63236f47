import { nonCapabilityTypes } from '../../../../backend/src/contract/gap-types.js';
import type { Answer } from '../../lib/api';

type Gap = Answer<'GET /api/gaps'>['gaps'][number];

interface Other {
  type: Gap['type'];
  gaps: number;
  escalations: number;
}

/**
 * What the bot can be taught, most worth first, apart from what no release of it mends: policy, preference and capacity,
 * each counted, the most common first.
 */
export function whatToFix(gaps: readonly Gap[]): { fixable: Gap[]; others: Other[] } {
  const others = new Map<Gap['type'], Other>();
  for (const { type, size } of gaps) {
    if (!nonCapabilityTypes.has(type)) continue;
    const other = others.get(type) ?? { type, gaps: 0, escalations: 0 };
    others.set(type, { ...other, gaps: other.gaps + 1, escalations: other.escalations + size });
  }
  return {
    fixable: gaps.filter(({ type }) => !nonCapabilityTypes.has(type)),
    others: [...others.values()].sort((a, b) => b.escalations - a.escalations),
  };
}
