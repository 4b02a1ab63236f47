import { z } from 'zod';
import { filterShape } from './dimensions.js';
import { rangeShape } from './metric-answers.js';

const count = z.int().min(0);
const instant = z.iso.datetime();
const share = z.number().min(0).max(1);
const interval = z.object({ low: z.number(), high: z.number() });
const rate = z.object({
  value: share.nullable(),
  interval: interval.nullable(),
  numerator: count,
  denominator: count,
});

/** Windows in hours, as the metrics name them. */
export const callbackWindows = { '24h': 24, '72h': 72, '7d': 168, '30d': 720 } as const;
export type CallbackWindow = keyof typeof callbackWindows;
export const callbackWindowNames = Object.keys(callbackWindows) as [CallbackWindow, ...CallbackWindow[]];

/** Why a callback is put down to the handoff before it. */
export const callbackReasons = [
  'failed',
  'leaked',
  'answered_late',
  'context_lost',
  'action_wrong',
  'same_intent',
] as const;
export type CallbackReason = (typeof callbackReasons)[number];

/** How long a handoff waited for its first action; upper ends in seconds, included. `no_action`: nobody acted. */
export const actionDelays = {
  within_5_min: { label: 'within 5 min', until: 300 },
  within_15_min: { label: '5 to 15 min', until: 900 },
  within_1_h: { label: '15 min to 1 h', until: 3_600 },
  within_4_h: { label: '1 to 4 h', until: 14_400 },
  within_24_h: { label: '4 to 24 h', until: 86_400 },
  later: { label: 'after more than 24 h', until: null },
  no_action: { label: 'nobody acted', until: null },
} as const;
export type ActionDelay = keyof typeof actionDelays;
export const actionDelayNames = Object.keys(actionDelays) as [ActionDelay, ...ActionDelay[]];

export const callbackQuery = z.object({ ...rangeShape, ...filterShape });
export const callbackAnswer = z
  .object({
    watermark: instant.nullable(),
    /** Escalations and completed outcomes with true times: all, and those whose customer is known. */
    identity: z.object({
      handoffs: count,
      known: count,
      sources: z.array(z.object({ key: z.string(), handoffs: count, known: count })),
      /** Callbacks within 30 days, and those over another channel or source than the handoff's. */
      callbacks: count,
      elsewhere: count,
    }),
    windows: z.array(
      z.object({
        window: z.enum(callbackWindowNames),
        /** Over handoffs whose window has closed. */
        mature: rate,
        attributed: rate,
        /** Handoffs too young for it: the curve uses them. */
        young: count,
        /** Share called back by then, by Kaplan–Meier. Null where the curve does not reach so far. */
        estimated: z.object({ value: share, interval }).nullable(),
      }),
    ),
    /** Share called back by each hour since the handoff, with a 95 % band. */
    curve: z.array(z.object({ hours: z.number(), share, low: z.number(), high: z.number(), atRisk: count })),
    /** Callbacks within 30 days by what they are put down to; one may have several reasons. */
    reasons: z.array(
      z.object({
        reason: z.enum(callbackReasons),
        callbacks: count,
        /**
         * Of the handoffs with a known customer, those of which the same is true by now, called back or not. Null for what
         * is judged by the moment of the callback.
         */
        handoffs: count.nullable(),
      }),
    ),
    unattributed: count,
    /** What becomes of a handoff, by how long it waited for its first action. Handoffs older than seven days. */
    decay: z.object({
      buckets: z.array(
        z.object({
          key: z.enum(actionDelayNames),
          label: z.string(),
          /** Upper end in seconds; null for the last and for no action. */
          until: z.number().nullable(),
          callback: rate,
          /** Called back before anybody had acted. */
          before: count,
          /** Handoffs with an action done wrong or left out, over those with a judged one. */
          broken: rate,
        }),
      ),
      /** Whether the share rises along the buckets with an action (Cochran–Armitage). */
      trend: z.object({
        callback: z.object({ z: z.number(), p: z.number() }).nullable(),
        broken: z.object({ z: z.number(), p: z.number() }).nullable(),
      }),
      /** Handoffs younger than seven days: not in it. */
      young: count,
    }),
  })
  .meta({ id: 'Callbacks' });
