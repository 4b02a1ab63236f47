import type { DetectorName } from '../../backend/src/contract/detectors.js';
import { EventLog } from './event-log.js';

/** One conversation that each detector finds, by the detector's name. */
export const wrong: { [D in DetectorName]: (log: EventLog, at: number) => EventLog } = {
  starved: (log, at) => log.escalated(at, { handoff_id: id(log), context: { phone: '+1 555 0100' } }),
  compressed: (log, at) =>
    log
      .customer(at, { intent: 'refund' })
      .bot(at + 1)
      .escalated(at + 2, { handoff_id: id(log), reasons: ['policy_rule'], context: { intent: 'refund' } }),
  no_summary: (log, at) => log.escalated(at, { handoff_id: id(log), context: { intent: 'refund' } }),
  no_sentiment: (log, at) => log.escalated(at, { handoff_id: id(log), context: { intent: 'refund' } }),
  unlogged: (log, at) => log.escalated(at, { handoff_id: id(log), reasons: ['unknown'] }).ended(at + 1),
  untold: (log, at) =>
    log
      .customer(at)
      .bot(at + 1, { action: 'order.find' })
      .escalated(at + 2, { handoff_id: id(log), context: { transcript: 'so far' } }),
  asked_again: (log, at) =>
    log
      .customer(at, { text: 'my parcel did not arrive' })
      .escalated(at + 1, { handoff_id: id(log) })
      .human(at + 2, { text: 'Hello, what happened?' }),
  over_shared: (log, at) =>
    log.escalated(at, {
      handoff_id: id(log),
      consent_scopes: ['identity'],
      context: { intent: 'refund', transcript: 'so far' },
    }),
  cold_opening: (log, at) =>
    log
      .customer(at, { text: 'hello' })
      .escalated(at + 1, { handoff_id: id(log), context: { intent: 'refund' } })
      .human(at + 2, { text: 'How can I help?' }),
  cut_short: (log, at) =>
    log
      .customer(at, { text: 'my parcel did not arrive' })
      .bot(at + 1, { text: 'Which order?' })
      .escalated(at + 2, { handoff_id: id(log), context: { transcript: ['Which order?'] } }),
  too_long: (log, at) =>
    log.escalated(at, { handoff_id: id(log), context: { transcript: 'a long story '.repeat(1000) } }),
  contradicted: (log, at) =>
    log
      .customer(at)
      .bot(at + 1, { text: 'Your refund has been approved.' })
      .escalated(at + 2, { handoff_id: id(log) })
      .human(at + 3, { text: 'Your refund was denied.' }),
  overtaken: (log, at) => log.escalated(at, { ...urgent, handoff_id: id(log) }).accepted(at + 9, id(log)),
  apart: (log, at) => log.started(at, zoe).escalated(at + 1, { handoff_id: id(log) }),
  unskilled: (log, at) =>
    log
      .escalated(at, { handoff_id: id(log), to: { kind: 'human', skill: 'lending' } })
      .add('handoff.accepted', at + 1, { handoff_id: id(log), skills: ['cards', 'general'] }),
  repeat_gamer: (log, at) => gamed(log, at),
  offloaded: (log, at) =>
    log.escalated(at, { handoff_id: id(log) }).returned(at + 6, { handoff_id: `${id(log)}-2` }),
  orphan: (log, at) => log.escalated(at, { handoff_id: id(log) }).accepted(at + 16, id(log)),
  leaked: (log, at) => log.escalated(at, { handoff_id: id(log) }).accepted(at + 1, id(log)),
  misrouted: (log, at) =>
    log.escalated(at, { handoff_id: id(log) }).transferred(at + 1, { handoff_id: `${id(log)}-2` }),
  third_handoff: (log, at) =>
    log
      .escalated(at, { handoff_id: id(log) })
      .transferred(at + 1, { handoff_id: `${id(log)}-2` })
      .transferred(at + 2, { handoff_id: `${id(log)}-3` }),
  no_fallback: (log, at) => log.escalated(at, { handoff_id: id(log) }),
  silent_return: (log, at) =>
    log
      .bot(at)
      .escalated(at + 1, { handoff_id: id(log) })
      .accepted(at + 2, id(log))
      .returned(at + 3, { handoff_id: `${id(log)}-2` })
      .customer(at + 4, { text: 'hello?' }),
  keyword: (log, at) =>
    log
      .customer(at, { text: 'AGENT' })
      .bot(at + 1)
      .escalated(at + 2, { handoff_id: id(log) }),
  promise: (log, at) =>
    log
      .customer(at)
      .bot(at + 1, { text: 'We will call you back.' })
      .ended(at + 2),
  stubborn: (log, at) =>
    log
      .customer(at, { text: 'a human please' })
      .bot(at + 1, { text: 'Which order?' })
      .bot(at + 2, { text: 'Which order?' })
      .ended(at + 3),
  eager: (log, at) =>
    log
      .customer(at)
      .bot(at + 1)
      .escalated(at + 2, { handoff_id: id(log), reasons: ['low_confidence'] })
      .accepted(at + 3, id(log))
      .resolved(at + 4, { steps: ['answer'] }, id(log)),
};
/** What other conversations make of it. */
export const beside: { [D in DetectorName]?: (at: number) => EventLog[] } = {
  overtaken: (at) => [
    new EventLog('lower', 'beside')
      .escalated(at + 2, { ...urgent, priority: 'low', handoff_id: 'lower' })
      .accepted(at + 5, 'lower'),
  ],
  apart: (at) => [
    new EventLog('ticket', 'desk')
      .customer(at + 10, {})
      .human(at + 11)
      .started(at + 11, { customer: zoe.customer }),
  ],
  repeat_gamer: (at) => [1, 2].map((n) => gamed(new EventLog(`gamed-${n}`, 'beside'), at - n * 60)),
};
const urgent = { priority: 'urgent', to: { kind: 'human', queue: 'hotline' } } as const;
const zoe = { bot: 'ada', customer: { id: 'zoe' } };
const gamed = (log: EventLog, at: number) =>
  log
    .started(at, { bot: 'ada', customer: { id: 'max' } })
    .customer(at, { text: 'AGENT' })
    .escalated(at + 1, { handoff_id: id(log) });
const id = (log: EventLog) => `${log.conversation}-h`;
