import { z } from 'zod';
import { incomingTypes } from '../contract/event-types.js';
import { turnRoles } from '../contract/events.js';
import { isZone } from '../contract/zone-offset.js';

const column = z.string().min(1);

/** What the columns of a table mean; a column's name for each field that the table has. */
export const csvMapping = z
  .object({
    conversation: column,
    time: column,
    /** The date, where `time` holds the time of day alone. */
    date: column.optional(),
    /** The zone of times that name none (IANA, or `utc`); without it they are refused. */
    zone: z.string().refine(isZone, 'must be a zone like Europe/Berlin').optional(),
    /** What comes first in dates like 1/2/2026; without it they are refused. */
    dates: z.enum(['dmy', 'mdy']).optional(),
    /** A row's own id; without it, its content names it. */
    id: column.optional(),
    role: column.optional(),
    /** What the role column says → the role. */
    roles: z.record(z.string(), z.enum(turnRoles)).optional(),
    text: column.optional(),
    intent: column.optional(),
    confidence: column.optional(),
    sentiment: column.optional(),
    action: column.optional(),
    customer: column.optional(),
    channel: column.optional(),
    language: column.optional(),
    bot: column.optional(),
    /** The column that says that something else than a turn happened, and what its values mean. */
    event: column.optional(),
    events: z
      .record(
        z.string(),
        z
          .enum(incomingTypes)
          .extract([
            'handoff.initiated',
            'handoff.delivered',
            'handoff.accepted',
            'handoff.joined',
            'handoff.replied',
            'handoff.failed',
            'conversation.ended',
          ]),
      )
      .optional(),
    handoff_id: column.optional(),
    reason: column.optional(),
    queue: column.optional(),
    agent: column.optional(),
    /** Where a human speaks after a bot, a handoff is inferred. */
    infer_handoffs: z.boolean().optional(),
  })
  .strict();
export type CsvMapping = z.infer<typeof csvMapping>;
