import type { Dimension, Population } from '../../../backend/src/contract/dimensions.js';
import { filterNames } from './filters';

/** Dimensions that only some populations carry, as contract/dimensions.ts declares them. */
const only: Partial<Record<Dimension, readonly Population[]>> = {
  tier: ['handoff', 'action'],
  priority: ['handoff', 'action'],
  purpose: ['handoff', 'action'],
  signal: ['handoff', 'action'],
  from_kind: ['handoff'],
  to_kind: ['handoff'],
  context_kind: ['handoff'],
  contact_kind: ['handoff'],
  assist: ['handoff'],
  resolved_intent: ['handoff'],
  outcome: ['episode'],
  kind: ['action'],
  result: ['action'],
  cause: ['action'],
  survey_kind: ['survey'],
  leg: ['survey'],
};

/** What a metric over this population can be broken down by. */
export function breakdownDimensions(population: Population): Dimension[] {
  return filterNames.filter((name) => only[name]?.includes(population) ?? true);
}
