/*
 * What stands in the ledger, by name and without schemas, so that pages can read it too.
 */

/** What sources send. */
export const incomingTypes = [
  'conversation.started',
  'turn.recorded',
  'conversation.ended',
  'handoff.initiated',
  'handoff.delivered',
  'handoff.accepted',
  'handoff.joined',
  'handoff.replied',
  'handoff.failed',
  'handoff.rerouted',
  'action.recorded',
  'handoff.resolved',
  'survey.recorded',
  'consent.changed',
  'bot.released',
] as const;
export type IncomingType = (typeof incomingTypes)[number];

/** What people decide about gaps. */
export const gapDecisionKinds = [
  'named',
  'dismissed',
  'restored',
  'merged',
  'split',
  'moved',
  'accepted',
  'rejected',
  'undone',
  'labelled',
  'withheld',
] as const;
export const gapDecisionTypes = gapDecisionKinds.map((kind) => `gap.${kind}` as const);
export type GapDecisionType = (typeof gapDecisionTypes)[number];

/** Decisions made in the product. They enter the same ledger, from source `baton` only. */
export const decisionTypes = [
  ...gapDecisionTypes,
  'plan.drawn',
  'judgement.repeated',
  'review.repeated',
  'review.changed',
  'dataset.built',
  'dataset.exported',
  'dataset.amended',
  'improvement.proposed',
  'improvement.approved',
  'improvement.declined',
  'improvement.withdrawn',
  'improvement.released',
  'improvement.measured',
  'event.refused',
  'key.rotated',
  'record.viewed',
  'record.exported',
  'subject.erased',
  'erasure.refused',
  'hold.placed',
  'hold.lifted',
  'retention.changed',
  'rates.changed',
  'ledger.verified',
  'ledger.restored',
  'alert.raised',
  'alert.resolved',
  'alert.rule_changed',
  'alert.channel_changed',
  'target.changed',
  'source.changed',
  'import.started',
  'import.cancelled',
  'import.finished',
] as const;
export type DecisionType = (typeof decisionTypes)[number];

export type EventType = IncomingType | DecisionType;
export const eventTypes: readonly EventType[] = [...incomingTypes, ...decisionTypes];

const decisions: ReadonlySet<EventType> = new Set(decisionTypes);
export const isDecision = (type: EventType): type is DecisionType => decisions.has(type);
