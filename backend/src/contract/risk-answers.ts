import { z } from 'zod';
import { share } from './detector-answers.js';
import { filterShape } from './dimensions.js';
import { timestamp } from './events.js';
import { rangeShape, zone } from './metric-answers.js';
import { metricNames } from './metrics.js';
import { questionNames, verdicts } from './risk.js';

const count = z.int().min(0);
const instant = z.iso.datetime();
const scope = { ...rangeShape, ...filterShape };

const part = z.string().nullable();

export const pathQuery = z.object({ ...scope, limit: z.coerce.number().int().min(1).max(200).default(30) });
export const pathAnswer = z
  .object({
    watermark: instant.nullable(),
    handoffs: count,
    paths: z.array(
      z.object({
        source: part,
        queue: part,
        tier: part,
        channel: part,
        share: z.object(share),
        failed: z.object(share),
        /** Handoffs that name no fallback and were not rerouted. */
        withoutFallback: z.object(share),
      }),
    ),
    /** Paths beyond the limit, together. */
    other: z.object({ paths: count, handoffs: count, failed: count, withoutFallback: count }),
    concentration: z.object({
      top: z.object(share),
      /** Sum of the squares of all shares, 1/paths to 1. Null without handoffs. */
      herfindahl: z.number().nullable(),
      /** As many equal paths would be as concentrated. */
      equalPaths: z.number().nullable(),
    }),
    withoutFallback: z.object(share),
  })
  .meta({ id: 'RoutingPaths' });

export const outageQuery = z.object({
  ...scope,
  zone: zone.default('UTC'),
  /** When it begins, in the zone; absent: at any hour of the week. 1 is Monday. */
  weekday: z.coerce.number().int().min(1).max(7).optional(),
  hour: z.coerce.number().int().min(0).max(23).optional(),
});
const loss = z.object({
  hours: z.int().min(1),
  expected: z.number(),
  /** 95 % prediction interval for one such outage. */
  low: z.number(),
  high: z.number(),
});
export const outageAnswer = z
  .object({
    watermark: instant.nullable(),
    zone: z.string(),
    from: instant,
    to: instant,
    handoffs: count,
    /** Of the handoffs of the path. */
    withoutFallback: z.object(share),
    /** The hour of the week at which most begin. */
    busiest: z.object({ weekday: z.int(), hour: z.int(), perHour: z.number() }).nullable(),
    /** When it begins, as asked; null: at any hour. */
    begins: z.object({ weekday: z.int(), hour: z.int() }).nullable(),
    /** Past stretches that a length was measured on, for the shortest. */
    windows: count,
    losses: z.array(loss),
    /** Mean arrivals per hour, by hour of the week from Monday 00:00; null where none was seen. */
    week: z.array(z.number().nullable()),
  })
  .meta({ id: 'Outage' });

export const readinessQuery = z.object({ ...scope });
export const readinessAnswer = z
  .object({
    watermark: instant.nullable(),
    answers: z.array(
      z.object({
        question: z.enum(questionNames),
        verdict: z.enum(verdicts),
        ...share,
        /** What else was looked at, in words. */
        evidence: z.array(z.string()),
      }),
    ),
    counts: z.record(z.enum(verdicts), count),
    /** `failing`: more than two “no”. `unknown`: too little is known to say that it is not. */
    verdict: z.enum(['ready', 'partly', 'failing', 'unknown']),
  })
  .meta({ id: 'Readiness' });

export const guardQuery = z.object({ ...scope, before_from: timestamp, before_to: timestamp });
const compared = z.object({
  metric: z.enum(metricNames),
  now: z.object(share),
  before: z.object(share),
  /** Difference of the shares with its interval; null below the least number of rows on either side. */
  difference: z.object({ value: z.number(), low: z.number(), high: z.number() }).nullable(),
  moved: z.enum(['falls', 'rises', 'unclear', 'unknown']),
});
export const guardAnswer = z
  .object({
    watermark: instant.nullable(),
    verdict: z.enum(['suppression', 'clear', 'unknown']),
    words: z.string(),
    escalation: compared,
    companions: z.array(compared),
    /** Confidence of each companion’s interval: all of them together are right 95 % of the time. */
    confidence: z.number(),
  })
  .meta({ id: 'SuppressionGuard' });
