import { z } from 'zod';
import { dimensionNames, filterShape } from './dimensions.js';
import { timestamp } from './events.js';
import { type DurationMetric, meanUnits, type Topic, topics } from './metric.js';
import { type MetricName, metricNames, metricOf, metrics } from './metrics.js';
import { isZone } from './zone-offset.js';

export const buckets = ['15m', 'hour', 'day', 'week', 'month'] as const;
export type Bucket = (typeof buckets)[number];

/** An IANA zone name that this runtime knows. */
export const zone = z.string().max(64).refine(isZone, 'must be an IANA time zone such as Europe/Berlin');

/** `from` inclusive, `to` exclusive. */
export const rangeShape = { from: timestamp, to: timestamp };
const metric = z.enum(metricNames);
const unit = z.enum(['ratio', 'count', 'seconds', 'mean']);
const scope = { ...rangeShape, ...filterShape };

const ratio = z.number().min(0).max(1);
const count = z.int().min(0);
const instant = z.iso.datetime();
/** 95 % interval. */
const interval = z.object({ low: z.number(), high: z.number() }).meta({ id: 'Interval' });

/** Of costs only. Null: no rates are set, and there is no number. */
const currency = z.string().nullable();

/** One number with what is needed to judge it. `value` is null where there is nothing to divide by. */
const measured = {
  value: z.number().nullable(),
  /** Of a mean: the rows that were measured; `denominator` those it is per. */
  numerator: count,
  /** Null for counts. For durations: all timed rows, of which `numerator` were observed to happen. */
  denominator: count.nullable(),
  interval: interval.nullable(),
};

/** A limit is null where the band does not come down that far. */
const limits = z.object({ low: z.number().nullable(), high: z.number().nullable() });
/** Quantiles in seconds with 95 % intervals; null where the curve does not come down that far. */
export const quantiles = z.object({
  p50: z.number().nullable(),
  p90: z.number().nullable(),
  p95: z.number().nullable(),
  intervals: z.object({ p50: limits, p90: limits, p95: limits }),
});

export const headlineQuery = z.object({ metric, ...scope });
export const headlineAnswer = z
  .object({
    metric,
    unit: unit,
    better: z.enum(['lower', 'higher', 'neither']),
    definition: z.string(),
    ...measured,
    /** For durations. */
    quantiles: quantiles.optional(),
    target: z.object({ seconds: z.number(), withinShare: ratio.nullable() }).optional(),
    currency: currency.optional(),
    /** Rows too young to be judged and therefore left out. */
    immature: count,
    /** Latest event time that the numbers include; null before the first event. */
    watermark: instant.nullable(),
    from: instant,
    to: instant,
    /** Rows left out because nobody can judge them: their source never says what it takes. */
    unmeasured: count,
    /** Sources of the range that never say what the metric needs (a handoff at all, what travelled with one). */
    cannotMeasure: z.array(z.string()),
  })
  .meta({ id: 'Headline' });

export const seriesQuery = z.object({
  metric,
  ...scope,
  bucket: z.enum(buckets).default('day'),
  zone: zone.default('UTC'),
  by: z.enum(dimensionNames).optional(),
});
const point = z.object({ at: instant, ...measured, immature: z.boolean() });
export const seriesAnswer = z
  .object({
    metric,
    unit: unit,
    currency: currency.optional(),
    bucket: z.enum(buckets),
    zone: z.string(),
    /** The range: its first and last bucket count no further than it. */
    from: instant,
    to: instant,
    watermark: instant.nullable(),
    /** One series without `by` (key null); else the eight largest values. Every bucket of the range is there. */
    series: z.array(z.object({ key: z.string().nullable(), points: z.array(point) })),
  })
  .meta({ id: 'Series' });

export const breakdownQuery = z.object({
  metric,
  by: z.enum(dimensionNames),
  ...scope,
  limit: z.coerce.number().int().min(1).max(500).default(50),
});
export const breakdownAnswer = z
  .object({
    metric,
    unit: unit,
    currency: currency.optional(),
    by: z.enum(dimensionNames),
    watermark: instant.nullable(),
    rows: z.array(z.object({ key: z.string(), ...measured, quantiles: quantiles.optional() })),
    total: z.object({ ...measured, quantiles: quantiles.optional() }),
  })
  .meta({ id: 'Breakdown' });

type DurationName = {
  [Name in MetricName]: (typeof metrics)[Name] extends DurationMetric ? Name : never;
}[MetricName];
const isDuration = (name: MetricName): name is DurationName => metricOf(name).unit === 'seconds';
const durationNames = metricNames.filter(isDuration) as [DurationName, ...DurationName[]];
export const survivalQuery = z.object({
  metric: z.enum(durationNames),
  ...scope,
  /** Edges of bands in seconds, ascending: `5,45,90,120`. */
  bands: z
    .string()
    .regex(
      /^\d{1,7}(\.\d)?(,\d{1,7}(\.\d)?){0,9}$/,
      'must be up to ten numbers of seconds, such as 5,45,90,120',
    )
    .transform((text) => text.split(',').map(Number))
    .refine((edges) => edges.every((edge, i) => edge > (edges[i - 1] ?? 0)), 'must ascend from above zero')
    .optional(),
});
export const survivalAnswer = z
  .object({
    metric,
    watermark: instant.nullable(),
    timed: count,
    observed: count,
    /** Not happened: still possible (open) or no more (ended). */
    censored: z.object({ open: count, ended: count }),
    /** Rows that cannot be timed because their times were assumed. */
    untimed: count,
    quantiles,
    /** Null: the metric has none. */
    target: z.object({ seconds: z.number(), withinShare: ratio.nullable() }).nullable(),
    /** Share for which it has happened by `seconds`, 1 − Kaplan–Meier, with a 95 % band (Greenwood, log-log). */
    curve: z.array(z.object({ seconds: z.number(), share: ratio, low: ratio, high: ratio, atRisk: count })),
    /** Shares of those between two edges, as many as were asked for and one more; the last holds whoever it has not
     * happened to either. Null: none were asked for, or nobody was timed. */
    bands: z
      .array(z.object({ from: z.number(), to: z.number().nullable(), share: ratio, low: ratio, high: ratio }))
      .nullable(),
    /** Half-width of a time bin relative to its value: the curve's stated error in time. */
    relativeError: z.number(),
  })
  .meta({ id: 'Survival' });

const topicNames = Object.keys(topics) as [Topic, ...Topic[]];
export const declarationList = z
  .array(
    z.object({
      metric,
      label: z.string(),
      question: z.string(),
      definition: z.string(),
      population: z.string(),
      unit: unit,
      better: z.enum(['lower', 'higher', 'neither']),
      pitfalls: z.array(z.string()),
      numerator: z.array(z.string()),
      denominator: z.array(z.string()),
      matureAfterSeconds: z.number().optional(),
      topic: z.enum(topicNames),
      /** Of a mean: what a value is in. */
      of: z.enum(meanUnits).optional(),
    }),
  )
  .meta({ id: 'MetricDeclarations' });

/** How one number over one range was made. */
export const explanationAnswer = z
  .object({
    metric,
    question: z.string(),
    definition: z.string(),
    /** In the names of the measures that METRICS.md lists. */
    formula: z.string(),
    population: z.string(),
    interval: z.string(),
    pitfalls: z.array(z.string()),
    watermark: instant.nullable(),
    /** Gives the number from the table of facts, as it is; null before the first event. */
    sql: z.string().nullable(),
  })
  .meta({ id: 'Explanation' });

export const dimensionValuesQuery = z.object({ ...rangeShape });
export const dimensionValuesAnswer = z
  .object({
    dimensions: z.array(
      z.object({
        name: z.enum(dimensionNames),
        label: z.string(),
        values: z.array(z.object({ value: z.string(), count })),
      }),
    ),
  })
  .meta({ id: 'DimensionValues' });

export const releaseList = z
  .array(
    z.object({
      bot: z.string(),
      version: z.string(),
      releasedAt: instant,
      datasetVersion: z.string().nullable(),
      improvements: z.array(z.string()),
    }),
  )
  .meta({ id: 'Releases' });
