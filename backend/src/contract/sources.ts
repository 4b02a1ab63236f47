import { z } from 'zod';
import { format } from './connections.js';
import { share } from './detector-answers.js';
import { type Ability, abilities, driftKinds } from './detectors.js';
import { sourcePattern } from './events.js';

const instant = z.iso.datetime();
const count = z.int().min(0);
const seconds = z.int().min(0);

/** A source's own words are shown from so many handoffs on: seldom ones may be somebody's. */
export const leastShown = 3;

/** How long after they happened events came: upper bounds in seconds, the last bin has none. */
export const lagBounds = [1, 5, 15, 60, 300, 900, 3600, 21_600, 86_400, 604_800, 2_592_000] as const;

const lag = z.object({
  /** Events in the last days that say when they happened. */
  events: count,
  /** At most; null: more than the largest bound, or no events. */
  median: seconds.nullable(),
  p90: seconds.nullable(),
});
const volume = z.object({
  /** Conversations that began in the last 24 hours. */
  now: count,
  /** The same 24 hours of the weeks before, with the interval that a fifth one would lie in (95 %). */
  usual: z.object({ value: z.number(), low: z.number(), high: z.number(), weeks: count }).nullable(),
  verdict: z.enum(['usual', 'less', 'more', 'unknown']),
});
const intake = z.object({
  accepted: count,
  duplicate: count,
  conflict: count,
  /** Events that were refused. */
  invalid: count,
  /** Records that could not be read. */
  rejected: count,
  /** Deliveries that came again. */
  repeated: count,
  /** Deliveries that were not signed as agreed. */
  unsigned: count,
});

const health = {
  source: z.string(),
  /** Null: nobody has set it up. */
  format: format.nullable(),
  takesDeliveries: z.boolean(),
  paused: z.boolean(),
  /** When its latest event happened, and when its latest one came. */
  lastAt: instant.nullable(),
  lastArrivalAt: instant.nullable(),
  /** Of what came in the last 7 days. */
  lag,
  volume,
  /** In the last 7 days. */
  intake,
  /** Records that wait to be tried again. */
  waiting: count,
  /** Handoffs of the last 28 days whose reason the source said and nobody has mapped. */
  unknown: z.object(share),
  /** Fields of the last 7 days that were compared with the 28 before, and those that moved. */
  fields: count,
  moved: count,
  /** Over the last 28 days, or the 28 up to its last event where that is older. Null: too few rows to say. */
  unmeasured: z.array(z.enum(Object.keys(abilities) as [Ability, ...Ability[]])).nullable(),
  /** What that was told from, in the same days. Where no bot took part there is no episode. */
  toldFrom: z.object({ conversations: count, episodes: count, handoffs: count }),
  /** Of the last 28 days. */
  identity: z.object({
    /** Conversations whose customer is known. */
    known: z.object(share),
    /** Customers whom another source knows too. */
    elsewhere: z.object(share),
  }),
};
const sourceHealth = z.object(health).meta({ id: 'SourceHealth' });
export const sourceList = z
  .object({
    at: instant,
    sources: z.array(sourceHealth),
  })
  .meta({ id: 'SourceList' });

export const sourceDetail = z
  .object({
    ...health,
    at: instant,
    /** Conversations that began in each of the last 28 times 24 hours, the oldest first. */
    days: z.array(count),
    /** What it says for reasons and nobody has mapped, in the last 28 days; the commonest first. */
    unmapped: z.array(z.object({ raw: z.string(), handoffs: count, lastAt: instant })),
    /** Handoffs with words that occur too seldom to be shown. */
    seldom: count,
    /** Null values of each field. */
    nulls: z.array(
      z.object({
        type: z.string(),
        field: z.string(),
        now: z.object(share),
        before: z.object(share),
        moved: z.enum(driftKinds).nullable(),
      }),
    ),
  })
  .meta({ id: 'SourceDetail' });

export const rejectedList = z
  .object({
    total: count,
    /** How long they are kept, in days. */
    keptDays: count,
    items: z.array(
      z.object({
        id: count,
        format: z.string(),
        way: z.enum(['webhook', 'import']),
        reason: z.string(),
        pointer: z.string().nullable(),
        bytes: count,
        times: count,
        cameAt: instant,
        triedAt: instant,
      }),
    ),
  })
  .meta({ id: 'RejectedRecords' });
export const rejectedParams = z.object({
  name: z.string().regex(sourcePattern),
  id: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
});
export const rejectedRecord = z
  .object({
    id: count,
    reason: z.string(),
    pointer: z.string().nullable(),
    /** As it came: JSON, or the body that holds no record. */
    text: z.string(),
  })
  .meta({ id: 'RejectedRecord' });
export const rejectedChoice = z.object({
  /** Left out: all. */
  ids: z.array(count).min(1).max(1000).optional(),
});
export const retried = z
  .object({
    taken: count,
    rejected: count,
    /** Not tried yet: one call does so many. */
    left: count,
  })
  .meta({ id: 'RejectedRetried' });
export const dismissed = z.object({ dismissed: count }).meta({ id: 'RejectedDismissed' });
