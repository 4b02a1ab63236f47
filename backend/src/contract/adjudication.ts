import { z } from 'zod';
import { type Dimension, dimensionsOf, filterShape } from './dimensions.js';
import { actionCauses, actionResults } from './events.js';
import { handoffAnswer } from './handoffs.js';
import { rangeShape } from './metric-answers.js';

const count = z.int().min(0);
const instant = z.iso.datetime();
const share = z.number().min(0).max(1);
const interval = z.object({ low: z.number(), high: z.number() });
const key = z.string().regex(/^[A-Za-z0-9_-]{22}$/, 'must be a key');
const range = rangeShape;

/** A share of counted actions with its 95 % interval; `value` is null where nothing was counted. */
const counted = z.object({
  value: share.nullable(),
  interval: interval.nullable(),
  judged: count,
  correct: count,
});

/** What fidelity is broken down by, and what samples are stratified by. */
export const fidelityDimensions = [
  'queue',
  'bot',
  'intent',
  'kind',
  'channel',
  'source',
] as const satisfies Dimension[];

export const fidelityQuery = z.object({
  ...range,
  ...filterShape,
  by: z.enum(fidelityDimensions).default('queue'),
});
/** `micro`: of actions. `macro`: mean over handoffs with a judged action of their share of correct ones. */
const fidelity = {
  due: count,
  micro: counted,
  macro: z.object({ value: share.nullable(), interval: interval.nullable(), handoffs: count }),
};
export const fidelityAnswer = z
  .object({
    watermark: instant.nullable(),
    /** Actions that were not due yet at the watermark. */
    notDue: count,
    total: z.object(fidelity),
    rows: z.array(z.object({ key: z.string(), ...fidelity })),
    /** Judged actions that were not right, by cause; `(none)`: nobody said why. */
    causes: z.array(z.object({ key: z.string(), incorrect: count, omitted: count, late: count })),
    /** Who says so. `share` is of the judged. */
    evidence: z.array(z.object({ key: z.string(), ...counted.shape, share })),
  })
  .meta({ id: 'Fidelity' });

export const planDesigns = ['simple', 'stratified'] as const;
export const allocations = ['proportional', 'neyman'] as const;
const actionFilters = Object.fromEntries(
  dimensionsOf('action').map((name) => [name, z.array(z.string().max(200)).max(100).optional()]),
) as Record<Dimension, z.ZodOptional<z.ZodArray<z.ZodString>>>;

/** Which actions are put before people. The same spec over the same facts draws the same sample. */
export const planSpec = z.object({
  name: z.string().trim().min(1).max(120),
  ...range,
  filters: z.strictObject(actionFilters).default({}),
  /** `simple`: a simple random sample. `stratified`: one in each value of `by`. */
  design: z.enum(planDesigns),
  by: z.enum(fidelityDimensions).default('queue'),
  allocation: z.enum(allocations).default('proportional'),
  size: z.int().min(2).max(10_000),
  seed: z.string().trim().min(1).max(60),
  /** Percent of the sample that a second person reads too. */
  twicePercent: z.int().min(0).max(100).default(0),
});

const point = z.object({ reads: count, halfWidth: z.number() });
const stratum = {
  label: z.string(),
  population: count,
  drawn: count,
};
export const planPreview = z
  .object({
    watermark: instant.nullable(),
    due: count,
    /** Judged already: a stratum of its own, taken for certain. */
    known: z.object({ judged: count, correct: count }),
    drawn: count,
    strata: z.array(z.object(stratum)),
    /** Half the width of the interval that all readings would leave, at worst. */
    halfWidth: z.number().nullable(),
    curve: z.array(point),
  })
  .meta({ id: 'PlanPreview' });

export const planParams = z.object({ plan: z.string().regex(/^r[a-z0-9]{10}$/, 'must be a plan id') });
export const planSummary = z
  .object({
    id: z.string(),
    name: z.string(),
    spec: planSpec,
    drawnAt: instant,
    asOf: instant,
    digest: z.string(),
    drawn: count,
    read: count,
  })
  .meta({ id: 'Plan' });
export const planList = z.array(planSummary);

export const planAnswer = planSummary
  .extend({
    due: count,
    /** Known without this plan's readings: what systems and interfaces say, and earlier readings. */
    known: z.object({ judged: count, correct: count }),
    /** Due actions of its scope that are not in the frame: they came later, or are due since. */
    later: count,
    /** Of those judged: all that is known, as if it stood for the rest. */
    judged: counted,
    /** Of all due, estimated from the sample; null while a stratum has not been read. */
    estimate: z
      .object({ value: share, interval, standardError: z.number(), expansion: z.number() })
      .nullable(),
    unread: z.array(z.string()),
    strata: z.array(z.object({ ...stratum, read: count, ...counted.shape })),
    curve: z.array(point),
    agreement: z.object({ pairs: count, observed: share, kappa: z.number(), interval }).nullable(),
    /** Second readings asked for, and made. */
    twice: z.object({ asked: count, read: count }),
    disagreements: z.array(
      z.object({ handoff: key, action: key, first: z.enum(actionResults), second: z.enum(actionResults) }),
    ),
  })
  .meta({ id: 'PlanResult' });

const held = {
  drawNo: count,
  /** 1, or 2 for a second reading that does not see the first. */
  pass: z.union([z.literal(1), z.literal(2)]),
  handoff: key,
  action: key,
  heldUntil: instant,
};
export const claimAnswer = z
  .object({
    /** Null when nothing is left for this person. */
    item: z.object(held).nullable(),
    /** Items that nobody has read yet, and second readings that this person may make. */
    left: count,
    drawn: count,
  })
  .meta({ id: 'Claim' });

export const caseParams = planParams.extend({ handoff: key, action: key });
const { actions: _actions, requiredActions: required, ...told } = handoffAnswer.shape;
const { sentence: _sentence, callback: _callback, callbackReasons: _reasons, ...shown } = told;
/** A handoff as somebody sees it who is to judge one of its actions: without what others said of that action. */
export const caseAnswer = z
  .object({
    ...shown,
    ...held,
    plan: z.string(),
    stratum: z.string(),
    probability: share,
    /** The action to be judged. */
    judged: required.element.pick({
      key: true,
      id: true,
      kind: true,
      description: true,
      promised: true,
      dueAt: true,
    }),
    others: required,
    /** What this person said, until it is taken back. */
    mine: z
      .object({ result: z.enum(actionResults), cause: z.enum(actionCauses).nullable(), at: instant })
      .nullable(),
  })
  .meta({ id: 'Case' });

export const judgementResults = ['correct', 'incorrect', 'omitted', 'late', 'unknown'] as const;
export const judgementBody = z
  .object({
    /** `unknown`: it cannot be told from what is there. */
    result: z.enum(judgementResults),
    cause: z.enum(actionCauses).optional(),
  })
  .refine(({ result, cause }) => cause === undefined || (result !== 'correct' && result !== 'unknown'), {
    path: ['cause'],
    message: 'only what went wrong has a cause',
  });
