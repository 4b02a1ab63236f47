import { z } from 'zod';
import { dimensionNames, dimensionsOf } from './dimensions.js';
import { zone } from './metric-answers.js';
import { type MetricName, metricNames, metricOf } from './metrics.js';

const instant = z.iso.datetime();
const count = z.int().min(0);

/** How far back a window reaches, in minutes, and how often one is looked at. */
export const windowSteps = { 15: 15, 60: 15, 360: 60, 1440: 60, 10080: 1440 } as const;
export const windowLengths = [15, 60, 360, 1440, 10_080] as const;
export type WindowLength = (typeof windowLengths)[number];

/** It stands in subjects of messages. */
const value = z
  .string()
  .min(1)
  .max(200)
  .regex(/^\P{Cc}*$/u, 'must be one line');
const filters = z.partialRecord(z.enum(dimensionNames), z.array(value).min(1).max(100)).default({});
const source = value;

const metricCondition = z.object({
  kind: z.literal('metric'),
  metric: z.enum(metricNames),
  /** `rises` and `falls`: by this share of the window before. */
  is: z.enum(['above', 'below', 'rises', 'falls']),
  than: z.number().min(0).max(1e9),
  /** `bound`: the whole 95 % interval lies beyond, not only the value. */
  judged: z.enum(['value', 'bound']).default('value'),
  window: z.literal(windowLengths),
  /** With fewer rows in a window nobody can tell. */
  leastRows: z.int().min(1).max(1_000_000).default(1),
  filters,
});
const waitingCondition = z.object({
  kind: z.literal('waiting'),
  /** How many handoffs that nobody has taken. */
  atLeast: z.int().min(1).max(100_000),
  /** For how long they have been waiting at least, in minutes. */
  minutes: z.int().min(1).max(10_080),
  filters,
});
const silenceCondition = z.object({
  kind: z.literal('silence'),
  source,
  /** No conversation has begun for so long, in minutes. */
  minutes: z.int().min(15).max(43_200).multipleOf(15),
});
const unusualSilenceCondition = z.object({
  kind: z.literal('unusual_silence'),
  source,
  /** None has begun for as long as it usually takes so many to begin, at these hours of these weekdays. */
  expected: z.int().min(3).max(10_000),
  /** Whose hours and weekdays. */
  zone: zone.default('UTC'),
});

/** Metrics that change when something is answered later: a window of the past cannot be told again. */
export const isOfNow = (name: MetricName): boolean => name === 'waiting_handoffs' || name === 'open_episodes';

/** What is looked at in each window, and when it is too much. */
export const alertCondition = z
  .discriminatedUnion('kind', [metricCondition, waitingCondition, silenceCondition, unusualSilenceCondition])
  .superRefine((condition, context) => {
    if (!('filters' in condition)) return;
    if (condition.kind === 'metric' && isOfNow(condition.metric)) {
      const message = 'says how it stands now, not in a window: make a rule about who waits';
      context.addIssue({ code: 'custom', path: ['metric'], message });
    }
    const population = condition.kind === 'waiting' ? 'handoff' : metricOf(condition.metric).population;
    for (const name of Object.keys(condition.filters)) {
      if ((dimensionsOf(population) as string[]).includes(name)) continue;
      context.addIssue({ code: 'custom', path: ['filters', name], message: `no ${population} carries it` });
    }
  })
  .meta({ id: 'AlertCondition' });
export type AlertCondition = z.output<typeof alertCondition>;

const streak = z.int().min(1).max(10);
/** Windows in a row until it is raised, and until it is over. */
const hysteresis = { raiseAfter: streak.default(1), resolveAfter: streak.default(1) };
const severity = z.enum(['normal', 'critical']);
const id = z.string().min(1).max(60);
const channelIds = z.array(id).max(20);

export const ruleBody = z.object({
  condition: alertCondition,
  severity: severity.default('normal'),
  ...hysteresis,
  channels: channelIds.default([]),
  paused: z.boolean().default(false),
});
/** What is not named stays as it is. */
export const ruleChange = z.object({
  condition: alertCondition.optional(),
  severity: severity.optional(),
  raiseAfter: streak.optional(),
  resolveAfter: streak.optional(),
  channels: channelIds.optional(),
  paused: z.boolean().optional(),
});

/** Why a window says nothing. */
export const unknownReasons = [
  'no_data',
  'too_few',
  'not_mature',
  'behind',
  'no_history',
  'no_period_before',
] as const;
export const reading = z
  .object({
    /** End of the window. */
    end: instant,
    verdict: z.enum(['breach', 'fine', 'unknown']),
    why: z.enum(unknownReasons).nullable(),
    /** Of changes: the change as a share. Of silences: minutes, or conversations that would have begun. */
    value: z.number().nullable(),
    low: z.number().nullable(),
    high: z.number().nullable(),
    rows: count.nullable(),
  })
  .meta({ id: 'AlertReading' });
export type AlertReading = z.output<typeof reading>;

export const units = ['ratio', 'count', 'seconds', 'mean', 'change', 'minutes'] as const;
const unit = z.enum(units);
export type ReadingUnit = (typeof units)[number];

export const rule = z
  .object({
    id,
    sentence: z.string(),
    condition: alertCondition,
    severity,
    raiseAfter: streak,
    resolveAfter: streak,
    channels: z.array(z.string()),
    paused: z.boolean(),
    /** `unknown`: nobody can tell, which is not `ok`; `new`: no window has ended since it was made or changed. */
    state: z.enum(['new', 'ok', 'unknown', 'firing']),
    since: instant.nullable(),
    unit,
    last: reading.nullable(),
    /** Values of the last windows, oldest first. */
    windows: z.array(z.object({ end: instant, value: z.number().nullable() })),
  })
  .meta({ id: 'AlertRule' });
export const ruleList = z.array(rule).meta({ id: 'AlertRuleList' });

export const previewBody = z.object({ condition: alertCondition, ...hysteresis });
/** What the rule would have done in the last days. */
export const preview = z
  .object({
    sentence: z.string(),
    unit,
    from: instant,
    to: instant,
    windows: count,
    unknown: count,
    firings: z.array(z.object({ from: instant, to: instant.nullable() })),
    last: reading.nullable(),
    values: z.array(z.object({ end: instant, value: z.number().nullable() })),
  })
  .meta({ id: 'AlertPreview' });

export const alert = z
  .object({
    id,
    ruleId: z.string(),
    sentence: z.string(),
    severity,
    unit,
    reading: reading.pick({ end: true, value: true, low: true, high: true, rows: true }),
    raisedAt: instant,
    resolvedAt: instant.nullable(),
    /** `recovered`, or the rule was changed, paused or removed. */
    cause: z.enum(['recovered', 'changed', 'paused', 'removed']).nullable(),
  })
  .meta({ id: 'Alert' });
/** Firing first, then the latest. */
export const alertList = z.array(alert).meta({ id: 'AlertList' });
export const firing = z.object({ firing: count, critical: count }).meta({ id: 'AlertsFiring' });
