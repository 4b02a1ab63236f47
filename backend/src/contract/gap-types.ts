/** What a gap is made of. Holds no zod: the browser reads it. */
export const gapTypes = [
  'knowledge_missing',
  'intent_unknown',
  'intent_confused',
  'low_confidence',
  'action_failed',
  'policy',
  'customer_preference',
  'capacity',
  'other',
] as const;
export type GapType = (typeof gapTypes)[number];

/** What the bot may not do, what the customer wished, and a lack of staff: nothing to teach it. */
export const nonCapabilityTypes: ReadonlySet<string> = new Set(['policy', 'customer_preference', 'capacity']);
