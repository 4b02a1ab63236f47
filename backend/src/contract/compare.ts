import { z } from 'zod';
import { type Dimension, dimensionNames, filterShape } from './dimensions.js';
import { quantiles, rangeShape, zone } from './metric-answers.js';
import { type MetricName, metricNames, metricOf } from './metrics.js';

const metric = z.enum(metricNames);
const dimension = z.enum(dimensionNames);
const unit = z.enum(['ratio', 'count', 'seconds', 'mean']);
/** Of costs; null where no rate is set. */
const currency = z.string().nullable().optional();
const better = z.enum(['lower', 'higher', 'neither']);
const count = z.int().min(0);
const instant = z.iso.datetime();
const chance = z.number().min(0).max(1);
const interval = z.object({ low: z.number(), high: z.number() }).meta({ id: 'Interval' });
const scope = { ...rangeShape, ...filterShape };

/** The two sides of a comparison. B is what A is held against: A − B is their difference. */
export const sideNames = ['a', 'b'] as const;
export type SideName = (typeof sideNames)[number];
type Prefixed<P extends string, Shape> = { [Name in keyof Shape & string as `${P}.${Name}`]: Shape[Name] };

/** `a.from`, `a.to`, `a.queue` … : a range and filters of its own. */
function sideShape<const P extends SideName>(side: P): Prefixed<P, typeof scope> {
  const members = Object.entries(scope).map(([name, schema]) => [`${side}.${name}`, schema]);
  return Object.fromEntries(members) as Prefixed<P, typeof scope>;
}
const sides = { ...sideShape('a'), ...sideShape('b') };
export type SideQuery = { from: string; to: string } & Partial<Record<Dimension, string[]>>;

const numbers = {
  value: z.number().nullable(),
  numerator: count,
  denominator: count.nullable(),
  interval: interval.nullable(),
  quantiles: quantiles.optional(),
};

/**
 * `different`: a clear difference of a metric that has no better direction. `no_difference_seen` is not "the same":
 * the interval says how large a difference may still be there. `too_few`: not compared.
 */
export const verdicts = ['better', 'worse', 'different', 'no_difference_seen', 'too_few'] as const;
export type Verdict = (typeof verdicts)[number];

const comparison = {
  /** A − B in the metric's unit; of counts, per day. */
  difference: z.number().nullable(),
  /** Of the difference. */
  interval: interval.nullable(),
  /** A ÷ B with its 95 % interval: of counts per day, of shares, of means that cannot be negative. Null for times. */
  ratio: z.object({ value: z.number(), low: z.number(), high: z.number() }).nullable(),
  test: z
    .object({
      /** Of two proportions, of two Poisson rates, of two survival curves. */
      name: z.enum(['score', 'poisson', 'wald', 'log_rank']),
      statistic: z.number(),
      df: count,
      p: chance,
    })
    .nullable(),
  verdict: z.enum(verdicts),
};

export const compareQuery = z.object({ metric, ...sides });
const side = z.object({
  ...numbers,
  immature: count,
  /** As of a headline. */
  unmeasured: count,
  from: instant,
  to: instant,
  /** Days of the range that the data reaches. */
  days: z.number().min(0),
});
export const compareAnswer = z
  .object({
    metric,
    unit,
    currency,
    better,
    definition: z.string(),
    watermark: instant.nullable(),
    a: side,
    b: side,
    ...comparison,
    /** Fewer rows than this on a side: not compared. */
    least: count,
  })
  .meta({ id: 'Comparison' });

/** `sides`: each value in A against the same in B. `rest`: each value in A against all others in A. */
export const opponents = ['sides', 'rest'] as const;
export const compareValuesQuery = z.object({
  metric,
  ...sides,
  by: dimension,
  against: z.enum(opponents).default('sides'),
  /** Share of those named that may be named by chance. */
  q: z.coerce.number().min(0.001).max(0.5).default(0.1),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export const compareValuesAnswer = z
  .object({
    metric,
    unit,
    currency,
    better,
    by: dimension,
    watermark: instant.nullable(),
    q: chance,
    /** Values with rows enough on both sides: the family over which false discoveries are held down. */
    compared: count,
    /** How many of them are named. */
    named: count,
    rows: z.array(
      z.object({
        key: z.string(),
        a: z.object(numbers),
        b: z.object(numbers),
        ...comparison,
        /** Benjamini–Hochberg adjusted chance; null where it was not compared. */
        adjusted: chance.nullable(),
      }),
    ),
    /** Values beyond `limit`, the smallest. */
    leftOut: count,
    least: count,
  })
  .meta({ id: 'ComparisonByValue' });

export const heatmapQuery = z.object({ metric, ...scope, zone: zone.default('UTC') });
export const heatmapAnswer = z
  .object({
    metric,
    unit,
    currency,
    zone: z.string(),
    watermark: instant.nullable(),
    /** Every hour of the week, Monday first. */
    cells: z.array(
      z.object({
        /** 1 is Monday. */
        weekday: z.int().min(1).max(7),
        hour: z.int().min(0).max(23),
        /** How often this hour came in the range, as far as the data reaches: clocks that change skip or repeat one. */
        hours: count,
        ...numbers,
      }),
    ),
    total: z.object(numbers),
  })
  .meta({ id: 'Heatmap' });

const countNames = metricNames.filter((name) => metricOf(name).unit === 'count') as [
  MetricName,
  ...MetricName[],
];
export const forecastQuery = z.object({
  metric: z.enum(countNames).default('escalations'),
  ...filterShape,
  zone: zone.default('UTC'),
});
export const forecastAnswer = z
  .object({
    metric,
    zone: z.string(),
    watermark: instant.nullable(),
    /** Share of hours that the interval is meant to hold. */
    level: chance,
    /** Whole weeks that it is made of, and how many are needed. */
    weeks: count,
    needsWeeks: count,
    /** Variance over mean of the same hour in different weeks; 1 is pure chance. Null: too few weeks. */
    dispersion: z.number().min(1).nullable(),
    /** The week after the last whole hour of the data; none with too few weeks. */
    hours: z.array(
      z.object({ at: instant, expected: z.number().min(0), low: z.number().min(0), high: z.number().min(0) }),
    ),
    /** The last weeks as they would have been foreseen from the weeks before each. Null: too few weeks for it. */
    test: z
      .object({
        weeks: count,
        hours: count,
        /** Hours that fell into their interval, and their share with its own 95 % interval. */
        covered: count,
        share: chance,
        interval,
        /** Mean distance per hour, and that of saying "as last week". */
        error: z.number().min(0),
        lastWeekError: z.number().min(0),
      })
      .nullable(),
  })
  .meta({ id: 'Forecast' });

export const matrixQuery = z.object({
  metric,
  ...scope,
  rows: dimension,
  columns: dimension,
  /** Values per axis; the others are summed as one. */
  limit: z.coerce.number().int().min(1).max(40).default(12),
});
/** Key null: all other values together. */
const line = z.object({ key: z.string().nullable(), ...numbers });
export const matrixAnswer = z
  .object({
    metric,
    unit,
    currency,
    better,
    watermark: instant.nullable(),
    rows: z.array(line),
    columns: z.array(line),
    /** Only where there are rows. */
    cells: z.array(z.object({ row: z.string().nullable(), column: z.string().nullable(), ...numbers })),
    total: z.object(numbers),
  })
  .meta({ id: 'Matrix' });

const step = z.object({
  /** First day, in the zone in which it is drawn. */
  from: z.iso.date(),
  /** In the metric's unit: a share of 0 to 1, or seconds. */
  value: z.number().min(0).max(1e9),
});
export const targetList = z.array(z.object({ metric, steps: z.array(step) })).meta({ id: 'Targets' });
export const targetBody = z.object({ metric, steps: z.array(step).max(60) });
