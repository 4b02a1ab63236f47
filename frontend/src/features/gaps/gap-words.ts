import type { Answer } from '../../lib/api';

export type GapList = Answer<'GET /api/gaps'>;
export type GapSummary = GapList['gaps'][number];
export type Gap = Answer<'GET /api/gaps/:id'>;
export type GapType = GapSummary['type'];
export type GapStatus = GapSummary['status'];

/** What each type means, in the trainer's words. */
export const gapTypes: Record<GapType, { label: string; meaning: string }> = {
  knowledge_missing: { label: 'Knowledge missing', meaning: 'The bot understood, but had no answer.' },
  intent_unknown: { label: 'Intent unknown', meaning: 'The bot has no intent for this.' },
  intent_confused: { label: 'Intent confused', meaning: 'The bot takes it for another intent.' },
  low_confidence: { label: 'Low confidence', meaning: 'The right intent, but not sure enough.' },
  action_failed: { label: 'Action failed', meaning: 'A system call of the bot failed.' },
  policy: { label: 'Policy', meaning: 'A rule says that a human must do it. Not a training target.' },
  customer_preference: {
    label: 'Customer preference',
    meaning: 'The customer wanted a human. Not a training target.',
  },
  capacity: { label: 'Capacity', meaning: 'The bot was out of order or overloaded. Not a training target.' },
  other: { label: 'Other', meaning: 'None of the other types.' },
};
export const typeNames = Object.keys(gapTypes) as GapType[];

export const gapStatuses: Record<GapStatus, string> = {
  new: 'New',
  reviewed: 'Reviewed',
  proposed: 'Proposed',
  approved: 'Approved',
  released: 'Released',
  verified: 'Verified',
  regressed: 'Regressed',
  dismissed: 'Dismissed',
};
export const statusNames = Object.keys(gapStatuses) as GapStatus[];

/** What is counted for and against a type (`describe/gap-facts.ts`). */
export const factWords: Partial<Record<string, string>> = {
  action_failed: 'A system call failed',
  failed_code: 'A system call failed with a code',
  other_intent_resolved: 'A human resolved another intent',
  no_intent: 'The bot understood no intent',
  beyond_knowledge: 'Handed over for no match, scope or complexity',
  unsure: 'Handed over for low confidence, or less than half sure',
  low_confidence: 'Handed over for low confidence',
  confidence_below_half: 'The bot was less than half sure',
  no_match: 'Handed over for no match',
  out_of_scope: 'Handed over as out of scope',
  complexity: 'Handed over for complexity',
  reason_policy: 'Handed over by a rule',
  reason_customer_preference: 'The customer asked for a human',
  reason_capacity: 'The bot was out of order or overloaded',
};
