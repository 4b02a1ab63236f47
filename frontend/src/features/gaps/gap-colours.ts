import type { GapType } from './gap-words';

/** The same type has the same colour everywhere. */
export const typeColours: Record<GapType, string> = {
  knowledge_missing: '--series-1',
  intent_unknown: '--series-2',
  intent_confused: '--series-3',
  low_confidence: '--series-5',
  action_failed: '--series-4',
  policy: '--series-6',
  customer_preference: '--series-7',
  capacity: '--series-8',
  other: '--ink-soft',
};
