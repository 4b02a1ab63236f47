import type { CloudEvent } from '../../backend/src/contract/events.js';
import { EventLog } from './event-log.js';
import { sampleEscalations } from './sample-escalations.js';

/** Conversations whose bot escalates one of four needs; humans resolve two thirds of them. */
export function escalationLogs(count: number, first = 0): CloudEvent[][] {
  const { escalations, needOf } = sampleEscalations(first + count);
  return escalations.slice(first).map(({ handoffKey, text }, i) => {
    const place = first + i;
    const need = needOf.get(handoffKey) ?? '';
    const begin = place * 30;
    const log = new EventLog(`e-${place}`, 'shop')
      .started(begin, {
        bot: 'ada',
        bot_version: '1',
        channel: 'web',
        language: 'en',
        customer: { id: `k-${place}` },
      })
      .customer(begin + 1, { text: `${text ?? ''} me${place}@example.com`, confidence: 0.3 })
      .bot(begin + 2, { text: 'I cannot help with this.' })
      .escalated(begin + 3, { handoff_id: `h-${place}`, reasons: ['no_match'] });
    if (place % 3 !== 0) {
      log.resolved(
        begin + 9,
        {
          intent: need,
          disposition: 'done',
          steps: [`open ${need}`, 'tell the customer'],
          words: `About ${need}: done.`,
        },
        `h-${place}`,
      );
    }
    return log.events;
  });
}
