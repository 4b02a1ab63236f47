import type { GapType } from '../contract/gaps.js';
import type { Escalation, Stream } from './escalation.js';

/** What the bot may not do, what the customer wished, and a lack of staff: nothing to teach it. */
export const nonCapabilityTypes: ReadonlySet<string> = new Set(['policy', 'customer_preference', 'capacity']);

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
} as const satisfies Record<GapType, readonly string[]>;

/** The type of a gap from what is known of its escalations; a fact carries it when it holds for half of them. */
export function decideGapType(stream: Stream, members: readonly Escalation[]): TypedGap {
  const facts = measureFacts(members);
  if (stream !== 'capability') return { type: stream, evidence: [{ fact: `reason_${stream}`, share: 1 }] };
  const holds = (fact: keyof typeof facts) => facts[fact] >= 0.5;
  const because = (type: GapType): TypedGap => ({
    type,
    evidence: factsOfType[type]
      .map((fact) => ({ fact, share: round((facts as Record<string, number>)[fact] ?? 0) }))
      .filter(({ share }) => share > 0),
  });
  if (holds('action_failed')) return because('action_failed');
  if (holds('other_intent_resolved')) return because('intent_confused');
  if (holds('no_intent')) return because('intent_unknown');
  if (holds('beyond_knowledge')) return because('knowledge_missing');
  return because(holds('unsure') ? 'low_confidence' : 'other');
}

function measureFacts(members: readonly Escalation[]) {
  const share = (holds: (e: Escalation) => boolean, among: readonly Escalation[] = members) =>
    among.length === 0 ? 0 : among.filter(holds).length / among.length;
  const reason = (name: string) => (e: Escalation) => e.reason === name;
  const beyond = ['out_of_scope', 'no_match', 'complexity'];
  const both = members.filter((e) => e.intent !== null && e.resolvedIntent !== null);
  const isUnsure = (e: Escalation) => e.confidenceBp !== null && e.confidenceBp < 5000;
  return {
    action_failed: share((e) => e.failedCode !== null || e.reason === 'action_failed'),
    failed_code: share((e) => e.failedCode !== null),
    // Few known resolutions do not type a gap.
    other_intent_resolved:
      both.length >= members.length / 5 ? share((e) => e.intent !== e.resolvedIntent, both) : 0,
    // Without any intent in the data, its absence says nothing.
    no_intent: share((e) => e.intent === null && (e.reason !== null || e.resolvedIntent !== null)),
    beyond_knowledge: share((e) => beyond.includes(e.reason ?? '')),
    unsure: share((e) => e.reason === 'low_confidence' || isUnsure(e)),
    low_confidence: share(reason('low_confidence')),
    confidence_below_half: share(isUnsure),
    no_match: share(reason('no_match')),
    out_of_scope: share(reason('out_of_scope')),
    complexity: share(reason('complexity')),
  };
}

const round = (share: number) => Math.round(share * 1000) / 1000;
