import type { GapType } from '../../contract/gap-types.js';
import type { Escalation, Stream } from '../engine/escalation.js';
import { countFacts, type Fact, type FactName, type Traits } from './gap-facts.js';

export interface TypedGap {
  type: GapType;
  /** What speaks for the type: shares of the gap's escalations, or of those where both values are known. */
  evidence: { fact: string; share: number }[];
}

/** The facts that speak for each type; those that carry it come first. */
export const factsOfType = {
  action_failed: ['action_failed', 'failed_code'],
  intent_confused: ['other_intent_resolved'],
  intent_unknown: ['no_intent', 'no_match', 'out_of_scope'],
  knowledge_missing: ['out_of_scope', 'no_match', 'complexity'],
  low_confidence: ['low_confidence', 'confidence_below_half'],
  policy: ['reason_policy'],
  customer_preference: ['reason_customer_preference'],
  capacity: ['reason_capacity'],
  other: ['action_failed', 'no_intent', 'beyond_knowledge', 'unsure'],
} as const satisfies Record<GapType, readonly FactName[]>;

/** The type of a gap from what is known of its escalations; a fact carries it when it holds for half of them. */
export function decideGapType(stream: Stream, members: readonly Escalation[]): TypedGap {
  if (stream !== 'capability') return { type: stream, evidence: [{ fact: `reason_${stream}`, share: 1 }] };
  const shares = sharesOf(members);
  const holds = (fact: FactName) => shares[fact] >= 0.5;
  const because = (type: GapType): TypedGap => ({
    type,
    evidence: factsOfType[type]
      .map((fact) => ({ fact, share: Math.round(shares[fact] * 1000) / 1000 }))
      .filter(({ share }) => share > 0),
  });
  if (holds('action_failed')) return because('action_failed');
  if (holds('other_intent_resolved')) return because('intent_confused');
  if (holds('no_intent')) return because('intent_unknown');
  if (holds('beyond_knowledge')) return because('knowledge_missing');
  return because(holds('unsure') ? 'low_confidence' : 'other');
}

function sharesOf(members: readonly Escalation[]): Record<FactName, number> {
  const counted = countFacts(members.map((escalation) => ({ traits: traitsOf(escalation), count: 1 })));
  // What few can say does not type a gap.
  const share = ({ count, of }: Fact) => (of === 0 || of < members.length / 5 ? 0 : count / of);
  return Object.fromEntries(counted.map((fact) => [fact.fact, share(fact)])) as Record<FactName, number>;
}

const traitsOf = ({ intent, resolvedIntent, failedCode, reason, confidenceBp }: Escalation): Traits => ({
  reason,
  failed: failedCode !== null,
  understood: intent !== null,
  resolved: resolvedIntent !== null,
  differs: intent !== null && resolvedIntent !== null && intent !== resolvedIntent,
  unsure: confidenceBp === null ? null : confidenceBp < 5000,
});
