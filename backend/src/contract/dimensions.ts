import { z } from 'zod';

/** What a number is summed over. Each has a fact table of its own. */
export const populations = ['episode', 'handoff', 'action', 'survey'] as const;
export type Population = (typeof populations)[number];

interface Declaration {
  label: string;
  /** The populations whose rows carry it. */
  of: readonly Population[];
}

const everywhere = populations;
const fromHandoff = ['handoff', 'action'] as const;

/** Everything that a number can be filtered and grouped by. The name is the fact table's column. */
export const dimensions = {
  source: { label: 'Source', of: everywhere },
  bot: { label: 'Bot', of: everywhere },
  bot_version: { label: 'Bot version', of: everywhere },
  channel: { label: 'Channel', of: everywhere },
  language: { label: 'Language', of: everywhere },
  segment: { label: 'Segment', of: everywhere },
  intent: { label: 'Intent', of: everywhere },
  queue: { label: 'Queue', of: everywhere },
  reason: { label: 'Reason', of: everywhere },
  tier: { label: 'Tier', of: fromHandoff },
  priority: { label: 'Priority', of: fromHandoff },
  purpose: { label: 'Purpose', of: fromHandoff },
  signal: { label: 'Signal', of: fromHandoff },
  from_kind: { label: 'From', of: ['handoff'] },
  to_kind: { label: 'To', of: ['handoff'] },
  context_kind: { label: 'Context', of: ['handoff'] },
  contact_kind: { label: 'Contact', of: ['handoff'] },
  assist: { label: 'Bot beside', of: ['handoff'] },
  resolved_intent: { label: 'Resolved intent', of: ['handoff'] },
  outcome: { label: 'Outcome', of: ['episode'] },
  kind: { label: 'Action kind', of: ['action'] },
  result: { label: 'Action result', of: ['action'] },
  cause: { label: 'Cause', of: ['action'] },
  survey_kind: { label: 'Survey', of: ['survey'] },
  leg: { label: 'Leg', of: ['survey'] },
} as const satisfies Record<string, Declaration>;

export type Dimension = keyof typeof dimensions;
export const dimensionNames = Object.keys(dimensions) as [Dimension, ...Dimension[]];

export function dimensionsOf(population: Population): Dimension[] {
  return dimensionNames.filter((name) => (dimensions[name].of as readonly Population[]).includes(population));
}

/** One or several values; `(none)` stands for rows without a value. */
export const noValue = '(none)';
const values = z
  .union([z.string().max(200), z.array(z.string().max(200)).max(100)])
  .transform((value) => (Array.isArray(value) ? value : [value]));

/** Query parameters `?bot=a&bot=b&channel=web`: any of the values, in each of the dimensions. */
export const filterShape = Object.fromEntries(
  dimensionNames.map((name) => [name, values.optional()]),
) as Record<Dimension, z.ZodOptional<typeof values>>;
export type Filters = Partial<Record<Dimension, string[]>>;

/** `except.queue=…`: rows with none of the values, for what a table sums as "other". */
export const exceptShape = Object.fromEntries(
  dimensionNames.map((name) => [`except.${name}`, values.optional()]),
) as Record<`except.${Dimension}`, z.ZodOptional<typeof values>>;
export type Exceptions = Partial<Record<`except.${Dimension}`, string[]>>;

/** The filters that a parsed query carries. */
export function filtersOf(query: object): Filters {
  const filters: Filters = {};
  for (const name of dimensionNames) {
    const value = (query as Filters)[name];
    if (value) filters[name] = value;
  }
  return filters;
}
