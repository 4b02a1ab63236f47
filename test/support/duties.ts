import type { CloudEvent } from '../../backend/src/contract/events.js';
import { EventLog } from './event-log.js';

interface Duty {
  /** Number of the conversation: `job-7` with handoff `job-7-h` and action `job-7-a`. */
  no: number;
  queue?: string;
  /** Said by a system; absent: nobody says anything. */
  result?: 'correct' | 'incorrect';
  customer?: string;
}

/** One conversation that is handed over with one thing to be done. Each begins ten minutes after the one before. */
export function duty({ no, queue = 'billing', result, customer }: Duty): CloudEvent[] {
  const at = no * 10;
  const log = new EventLog(`job-${no}`, 'desk')
    .started(at, { bot: 'ada', ...(customer && { customer: { id: customer } }) })
    .customer(at + 1, { text: `Please pay back number ${no}`, intent: 'refund' })
    .escalated(at + 2, {
      handoff_id: `job-${no}-h`,
      to: { kind: 'human', queue },
      context: { intent: 'refund', summary: { situation: `number ${no}` } },
      required_actions: [{ id: `job-${no}-a`, kind: 'refund', description: `Pay back number ${no}` }],
    })
    .accepted(at + 3, `job-${no}-h`)
    .human(at + 4, { text: `I have paid back number ${no}` });
  if (result) log.acted(at + 5, { handoff_id: `job-${no}-h`, action_id: `job-${no}-a`, result });
  return log.events;
}
