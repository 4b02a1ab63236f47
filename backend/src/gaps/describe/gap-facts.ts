/** What facts about an escalation are read from. */
export interface Traits {
  /** The primary reason. */
  reason: string | null;
  failed: boolean;
  /** Whether the bot understood an intent, and a human said one; of both, whether they differ. */
  understood: boolean;
  resolved: boolean;
  differs: boolean;
  /** Whether the bot was less than half sure; null when it did not say. */
  unsure: boolean | null;
}

interface Declaration {
  holds: (traits: Traits) => boolean;
  /** Who can say; absent: everybody. */
  among?: (traits: Traits) => boolean;
}

const reason =
  (...names: string[]) =>
  (traits: Traits) =>
    names.includes(traits.reason ?? '');

/** What can speak for the type of a gap. */
const facts = {
  action_failed: { holds: (t) => t.failed || t.reason === 'action_failed' },
  failed_code: { holds: (t) => t.failed },
  other_intent_resolved: { holds: (t) => t.differs, among: (t) => t.understood && t.resolved },
  // Without any intent in the data, its absence says nothing.
  no_intent: { holds: (t) => !t.understood && (t.reason !== null || t.resolved) },
  beyond_knowledge: { holds: reason('out_of_scope', 'no_match', 'complexity') },
  unsure: { holds: (t) => t.reason === 'low_confidence' || t.unsure === true },
  low_confidence: { holds: reason('low_confidence') },
  confidence_below_half: { holds: (t) => t.unsure === true, among: (t) => t.unsure !== null },
  no_match: { holds: reason('no_match') },
  out_of_scope: { holds: reason('out_of_scope') },
  complexity: { holds: reason('complexity') },
  reason_policy: { holds: reason('policy_rule') },
  reason_customer_preference: { holds: reason('customer_request') },
  reason_capacity: { holds: reason('capacity') },
} satisfies Record<string, Declaration>;

export type FactName = keyof typeof facts;
const names = Object.keys(facts) as FactName[];

export interface Fact {
  fact: FactName;
  count: number;
  /** Escalations that can say. */
  of: number;
}

/** Every fact over escalations; those with the same traits may come together, with their number. */
export function countFacts(groups: readonly { traits: Traits; count: number }[]): Fact[] {
  return names.map((fact) => {
    const { holds, among = () => true }: Declaration = facts[fact];
    const sum = (chosen: (traits: Traits) => boolean) =>
      groups.reduce((all, { traits, count }) => all + (chosen(traits) ? count : 0), 0);
    return { fact, count: sum((t) => among(t) && holds(t)), of: sum(among) };
  });
}
