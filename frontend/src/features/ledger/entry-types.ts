import type { EventType } from '../../../../backend/src/contract/events.js';

const inOrder: Record<EventType, true> = {
  'conversation.started': true,
  'turn.recorded': true,
  'conversation.ended': true,
  'handoff.initiated': true,
  'handoff.delivered': true,
  'handoff.accepted': true,
  'handoff.joined': true,
  'handoff.replied': true,
  'handoff.failed': true,
  'handoff.rerouted': true,
  'action.recorded': true,
  'handoff.resolved': true,
  'survey.recorded': true,
  'consent.changed': true,
  'bot.released': true,
  'gap.named': true,
  'gap.dismissed': true,
  'gap.restored': true,
  'dataset.built': true,
  'dataset.exported': true,
  'event.refused': true,
  'key.rotated': true,
  'dataset.amended': true,
  'record.viewed': true,
  'record.exported': true,
  'subject.erased': true,
  'erasure.refused': true,
  'hold.placed': true,
  'hold.lifted': true,
  'retention.changed': true,
  'ledger.verified': true,
  'ledger.restored': true,
};

/** Every type an entry can have; the compiler keeps it in step with the contract without its schemas. */
export const entryTypes = Object.keys(inOrder);
