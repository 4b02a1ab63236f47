import { z } from 'zod';
import { effectVerdicts } from './improvements.js';

const instant = z.iso.datetime();
const count = z.int().min(0);
const share = z.number().min(0).max(1);
const interval = z.object({ low: z.number(), high: z.number() });

/** What improvements did to the gaps that they were made for, together, against gaps that nothing was released for yet. */
const ofGaps = z.object({
  verdict: z.enum(effectVerdicts),
  /** Escalations observed against expected; null where it cannot be told. */
  ratio: z.number().nullable(),
  interval: interval.nullable(),
  /** Smallest fall that would be seen by now with a chance of 80 %. */
  detectable: share.nullable(),
  /** Of the improvements, those that could be held against others. */
  measured: count,
});

/** How the bot's escalation rate went at a release, all gaps together. */
const ofRate = z.object({
  verdict: z.enum(effectVerdicts),
  /** Of episodes since it, until the next release. */
  since: share,
  /** Without it; the interval holds at every look together with chance 95 %. */
  expected: z.object({ value: share, low: share, high: share }),
  /** Smallest fall, in shares of episodes, that would be seen by now with a chance of 80 %. */
  detectable: share,
});

const effect = z.object({
  improvements: count,
  gaps: ofGaps.nullable(),
  /** Null where nothing is known of the time before. */
  rate: ofRate.nullable(),
});

export const releaseEffects = z
  .object({
    /** Bots of which a release held an improvement. */
    bots: z.array(
      z.object({
        bot: z.string(),
        /** Oldest first; releases within a week are one step. */
        releases: z.array(effect.extend({ versions: z.array(z.string()), at: instant })),
        /** All from the first that held an improvement on: the bot now against before it. */
        all: effect.extend({ from: instant }),
        /** How far the logarithm of the rate's odds drifts in a week by itself (standard deviation). */
        drift: z.number(),
      }),
    ),
    watermark: instant.nullable(),
  })
  .meta({ id: 'ReleaseEffects' });
