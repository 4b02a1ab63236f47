import { z } from 'zod';
import { verdicts } from './compare.js';
import { gapId } from './gaps.js';
import { metricNames } from './metrics.js';
import { releaseLabel } from './release-label.js';

const instant = z.iso.datetime();
const count = z.int().min(0);
const share = z.number().min(0).max(1);
const interval = z.object({ low: z.number(), high: z.number() });

/** What is changed so that the bot can do it. */
export const improvementKinds = [
  'training_phrases',
  'new_intent',
  'threshold',
  'knowledge',
  'policy',
] as const;
/** What people did with a proposal. */
export const improvementSteps = ['proposed', 'approved', 'declined', 'withdrawn', 'released'] as const;
/** `measuring`: released, and too early to tell. */
export const improvementStatuses = [
  'proposed',
  'approved',
  'measuring',
  'verified',
  'no_effect',
  'regressed',
  'declined',
  'withdrawn',
] as const;
export type ImprovementStatus = (typeof improvementStatuses)[number];
/** `no_control`: too few other gaps of the bot to tell an effect from what befalls all. */
export const effectVerdicts = ['no_control', 'too_early', 'improved', 'no_effect', 'regressed'] as const;
export type EffectVerdict = (typeof effectVerdicts)[number];

const improvementId = z.string().regex(/^i[a-z0-9]{6,20}$/, 'must be an improvement id');
/** The name by which a bot's release says that it holds the change; its id does as well. */
const label = z.string().regex(releaseLabel, 'must be letters, digits and . _ : - (at most 64)');
const words = z.string().trim().min(1).max(500);
const person = z.object({ name: z.string(), at: instant });

export const improvementEffect = z
  .object({
    verdict: z.enum(effectVerdicts),
    /** Escalations against what the bot's other gaps let expect: 0.8 is a fall by a fifth. Null where it cannot be said. */
    ratio: z.number().nullable(),
    /** Holds at every look together with chance 95 %. */
    interval: interval.nullable(),
    /** Escalations since the release that there were not. */
    avoided: z.object({ value: z.number(), ...interval.shape }).nullable(),
    /** Hours of human work in them; null where handle times are not known. */
    hours: z.object({ value: z.number(), ...interval.shape }).nullable(),
    /** Smallest fall that would be seen by now with a chance of 80 %. */
    detectable: share.nullable(),
    /** When a fall as large as aimed at would be seen with that chance; null: not within two years, or it is decided. */
    knownAt: instant.nullable(),
    /** Whole weeks since the release, and before it, that are counted. */
    weeks: z.object({ before: count, after: count }),
    controls: count,
    measuredAt: instant,
  })
  .meta({ id: 'ImprovementEffect' });
export type ImprovementEffect = z.output<typeof improvementEffect>;

const release = z.object({ bot: z.string(), version: z.string(), at: instant });
const summary = z.object({
  id: improvementId,
  title: z.string(),
  kind: z.enum(improvementKinds),
  label: label.nullable(),
  gap: z.object({ id: gapId, name: z.string() }),
  status: z.enum(improvementStatuses),
  /** The fall that it is hoped to bring, as a share. */
  aimed: share,
  dataset: z.object({ id: z.string(), name: z.string(), version: count }).nullable(),
  proposed: person,
  /** By whom and when it was approved, declined or withdrawn. */
  decided: person.nullable(),
  release: release.nullable(),
  /** It went out in a release before anybody approved it. */
  unapproved: z.boolean(),
  effect: improvementEffect.nullable(),
});
export const improvementSummary = summary.meta({ id: 'ImprovementSummary' });
export type ImprovementSummary = z.output<typeof improvementSummary>;
export const improvementList = z.array(improvementSummary).meta({ id: 'ImprovementList' });

export const improvementListQuery = z.object({ gap: gapId.optional() });
export const improvementParams = z.object({ id: improvementId });
export const improvementBody = z.object({
  gap: gapId,
  kind: z.enum(improvementKinds),
  title: z.string().trim().min(1).max(120),
  note: words.optional(),
  dataset: z.string().max(40).optional(),
  label: label.optional(),
  aimed: z.number().min(0.05).max(0.95).default(0.2),
});
export const improvementDecision = z.object({ note: words.optional() });
export const improvementRelease = z.object({
  bot: z.string().min(1).max(200),
  version: z.string().min(1).max(200),
});

const number = { value: z.number().nullable(), numerator: z.number(), denominator: count.nullable() };
export const improvementAnswer = summary
  .extend({
    note: z.string().nullable(),
    history: z.array(
      z.object({ step: z.enum(improvementSteps), at: instant, by: z.string(), note: z.string().nullable() }),
    ),
    /** By whole weeks from the release on; before it, negative. `expected`: from the other gaps' course. */
    course: z.array(
      z.object({
        week: z.int(),
        from: instant,
        count,
        expected: z.number().nullable(),
        /** Of all weeks from the release to this one. */
        ratio: z.number().nullable(),
        interval: interval.nullable(),
      }),
    ),
    /** What must not get worse: the bot since the release against as long a time before it. */
    guards: z.array(
      z.object({
        metric: z.enum(metricNames),
        since: z.object(number),
        before: z.object(number),
        verdict: z.enum(verdicts),
      }),
    ),
    /** Of the gap's escalations among the bot's episodes, before and since. */
    rate: z.object({ before: share.nullable(), since: share.nullable() }),
    /** How much untouched gaps drift apart (standard deviation of the logarithm), and weeks scatter beyond chance. */
    noise: z.object({ drift: z.number(), dispersion: z.number() }).nullable(),
    /** Releases of the bots in this gap that it may be said to be in. */
    releases: z.array(release),
    watermark: instant.nullable(),
  })
  .meta({ id: 'Improvement' });
export type Improvement = z.output<typeof improvementAnswer>;

export const loopAnswer = z
  .object({
    /** Gaps that could be closed (no policy, preference or capacity, not dismissed), and how far each came. */
    gaps: z.object({
      open: count,
      withDataset: count,
      proposed: count,
      approved: count,
      released: count,
      verified: count,
    }),
    /** Days, over improvements that were released; null without any. */
    days: z.object({
      gapToProposal: z.number().nullable(),
      proposalToApproval: z.number().nullable(),
      approvalToRelease: z.number().nullable(),
      gapToRelease: z.number().nullable(),
    }),
    /** Of released improvements: how each turned out. */
    outcomes: z.object({ verified: count, noEffect: count, regressed: count, measuring: count }),
    /** Since their releases, over improvements with a verified effect. */
    avoided: z.object({ escalations: z.number(), hours: z.number().nullable() }),
    /** Whole months, oldest first: escalation rate, beside the target that held. */
    months: z.array(
      z.object({ from: instant, rate: share.nullable(), target: share.nullable(), avoided: z.number() }),
    ),
  })
  .meta({ id: 'LoopHealth' });
