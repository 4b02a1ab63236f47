import { createHash } from 'node:crypto';
import { dimensionsOf, noValue, type Population, populations } from '../contract/dimensions.js';
import {
  type Measure,
  type Metric,
  type MetricName,
  type measures,
  metricNames,
  metricOf,
} from '../contract/metrics.js';
import { Problem } from '../contract/problem.js';
import { type Sql, sql } from '../db/sql.js';
import { anchorColumn, type FactQuery, filterSql } from '../episodes/fact-filter.store.js';
import { grains } from './range.js';

/** A measure holds for a row or not, or is a whole number of it. */
type Term = { holds: Sql } | { amount: Sql };
type Terms<P extends Population> = Record<(typeof measures)[P][number], Term>;

const holds = (text: string): Term => ({ holds: sql.raw(text) });
const amount = (text: string): Term => ({ amount: sql.raw(text) });

const outcome = (name: string) => holds(`episode.outcome = '${name}'`);

const episodeTerms: Terms<'episode'> = {
  all: holds('true'),
  eligible: holds('episode.eligible'),
  ended: holds('episode.outcome is not null'),
  open: holds('episode.outcome is null'),
  requested: holds('episode.requested'),
  escalated: holds('episode.escalated'),
  accepted: holds('episode.accepted'),
  completed: holds('episode.completed'),
  proactive: holds('episode.proactive'),
  self_served_confirmed: outcome('self_served_confirmed'),
  self_served_assumed: outcome('self_served_assumed'),
  abandoned: outcome('abandoned'),
  handed_off: outcome('handed_off'),
  handoff_failed: outcome('handoff_failed'),
  measurable: holds('episode.source in (select source from signalling_source)'),
};

/** Somebody is expected to answer. */
const answerable = `handoff.to_kind = 'human' and handoff.purpose in ('escalation', 'success', 'transfer')`;
/** Times that were assumed at import say nothing about who acted late or came back. */
const judgedByTime = `handoff.purpose <> 'return' and not handoff.times_assumed`;
const calledBack = (window: string) =>
  holds(`handoff.callback_at <= handoff.initiated_at + interval '${window}'`);

const handoffTerms = (watermark: Date): Terms<'handoff'> => ({
  all: holds('true'),
  escalation: holds(`handoff.purpose = 'escalation'`),
  answerable: holds(answerable),
  waiting: holds(
    `handoff.to_kind = 'human' and handoff.taken_at is null and handoff.failed_at is null and handoff.ended_at is null`,
  ),
  failed: holds('handoff.failed_at is not null'),
  leakable: { holds: sql`${sql.raw(judgedByTime)} and handoff.leak_at <= ${watermark}` },
  leaked: holds('(handoff.first_action_at is null or handoff.first_action_at > handoff.leak_at)'),
  leak_pending: { holds: sql`${sql.raw(judgedByTime)} and handoff.leak_at > ${watermark}` },
  rerouted: holds('handoff.reroutes > 0'),
  transferred: holds('handoff.transferred'),
  starved: holds('handoff.starved'),
  context_required: amount('handoff.context_required'),
  context_present: amount('handoff.context_present'),
  resolved_reported: holds('handoff.repeated is not null'),
  repeated: holds('handoff.repeated > 0'),
  both_intents: holds('handoff.intent is not null and handoff.resolved_intent is not null'),
  intent_mismatch: holds('handoff.intent <> handoff.resolved_intent'),
  callback_eligible: holds(
    `handoff.purpose in ('escalation', 'success') and not handoff.times_assumed
      and handoff.customer_key <> handoff.conversation_key`,
  ),
  called_back_24h: calledBack('24 hours'),
  called_back_72h: calledBack('72 hours'),
  called_back_7d: calledBack('168 hours'),
  called_back_30d: calledBack('720 hours'),
  callback_attributed_7d: holds(
    `handoff.callback_at <= handoff.initiated_at + interval '168 hours'
      and cardinality(handoff.callback_reasons) > 0`,
  ),
  timed: holds('not handoff.times_assumed'),
});

const actionTerms = (watermark: Date): Terms<'action'> => ({
  all: holds('true'),
  of_handoff: holds('action.handoff_key is not null'),
  due: { holds: sql`(action.due_at is null or action.due_at <= ${watermark})` },
  not_due: { holds: sql`action.due_at > ${watermark}` },
  adjudicated: holds(`action.result in ('correct', 'incorrect', 'omitted', 'late')`),
  correct: holds(`action.result = 'correct'`),
  incorrect: holds(`action.result = 'incorrect'`),
  omitted: holds(`action.result = 'omitted'`),
  late: holds(`action.result = 'late'`),
});

/** Every measure of a population in SQL, as the data stands at the watermark: the only place that says it. */
export function termsOf(population: Population, watermark: Date): Readonly<Partial<Record<Measure, Term>>> {
  if (population === 'episode') return episodeTerms;
  return population === 'handoff' ? handoffTerms(watermark) : actionTerms(watermark);
}

function termOf(population: Population, measure: Measure, watermark: Date): Term {
  const term = termsOf(population, watermark)[measure];
  if (!term) throw new Error(`${population} has no measure ${measure}`);
  return term;
}

/** A number over the rows of a population: how many hold all of the measures, or the sum of the whole-number one. */
export type Part = readonly Measure[];

/** The aggregate expression of a part. `read` says how a measure is written where the aggregate stands. */
export function sumOf(part: Part, read: (measure: Measure) => Term): Sql {
  const terms = part.map(read);
  const amounts = terms.flatMap((term) => ('amount' in term ? [term.amount] : []));
  const conditions = terms.flatMap((term) => ('holds' in term ? [sql`(${term.holds})`] : []));
  const filter = conditions.length > 0 ? sql` filter (where ${sql.join(conditions, ' and ')})` : sql``;
  if (amounts.length === 0) return sql`count(*)${filter}`;
  return sql`coalesce(sum(${sql.join(amounts, ' * ')})${filter}, 0)`;
}

export const sumOfFacts = (population: Population, part: Part, watermark: Date): Sql =>
  sumOf(part, (measure) => termOf(population, measure, watermark));

export const numeratorOf = (metric: Metric): Part =>
  metric.unit === 'seconds' ? metric.denominator : metric.numerator;
export const denominatorOf = (metric: Metric): Part | null =>
  metric.unit === 'count' ? null : metric.denominator;
export const pendingOf = (metric: Metric): Part | null => (metric.unit === 'ratio' && metric.pending) || null;

/** What is summed for a metric: numerator, denominator if it has one, rows too young to judge if it has such. */
export const sumsFor = (metric: Metric): Part[] =>
  [numeratorOf(metric), denominatorOf(metric), pendingOf(metric)].filter((part) => part !== null);

const nameOf = (part: Part) => part.join(' ');

/** Every number that the metrics of a population need, once, in a fixed order: the columns of its rollup. */
export function partsOf(population: Population): Part[] {
  const parts = new Map<string, Part>([['all', ['all']]]);
  for (const name of metricNames) {
    const metric = metricOf(name);
    if (metric.population !== population || metric.unit === 'seconds') continue;
    for (const part of sumsFor(metric)) parts.set(nameOf(part), part);
  }
  return [...parts.values()].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

const partNames = Object.fromEntries(
  populations.map((population) => [population, partsOf(population).map(nameOf)]),
) as Record<Population, string[]>;

/** Where a part stands in its population's rollup, from 1. */
export function positionOf(population: Population, part: Part): number {
  const index = partNames[population].indexOf(nameOf(part));
  if (index < 0) throw new Error(`the rollup of ${population} does not hold ${nameOf(part)}`);
  return index + 1;
}

export const usesMeasure = (metric: Metric, measure: Measure): boolean =>
  [numeratorOf(metric), denominatorOf(metric)].some((part) => part?.includes(measure));

/** A dimension's value as a key: rows without one have a key too. */
export const keyOf = (population: Population, dimension: string): Sql =>
  sql`coalesce(${sql.ident(`${population}.${dimension}`)}, ${sql.raw(`'${noValue}'`)})`;

/** Rows before this instant can be judged; null: rows of every age. Whole buckets, so that sums and rows agree. */
export function maturityOf(metric: Metric, watermark: Date): Date | null {
  if (metric.matureAfterSeconds === undefined) return null;
  const { quarter } = grains;
  return new Date(Math.floor((watermark.getTime() - metric.matureAfterSeconds * 1000) / quarter) * quarter);
}

/** The rows that a part counts or that add to it. */
export function rowsOf(population: Population, part: Part, watermark: Date): Sql {
  const terms = part.map((measure) => {
    const term = termOf(population, measure, watermark);
    return 'holds' in term ? sql`(${term.holds})` : sql`(${term.amount} > 0)`;
  });
  return sql.join(terms, ' and ');
}

/**
 * The rows behind a number: over the population's own table, under its own name. The number and its list share
 * this. For a whole-number measure: the rows that add to it.
 */
export function predicateOf(name: MetricName, part: 'numerator' | 'denominator', watermark: Date): Sql {
  const metric = metricOf(name);
  const { population } = metric;
  const chosen = part === 'numerator' ? numeratorOf(metric) : (denominatorOf(metric) ?? numeratorOf(metric));
  const terms = [rowsOf(population, chosen, watermark)];
  if (metric.unit === 'seconds' && part === 'numerator') {
    terms.push(sql`${sql.ident(`handoff.${metric.until}`)} is not null`);
  }
  const mature = maturityOf(metric, watermark);
  if (mature) terms.push(sql`${sql.ident(`${population}.${anchorColumn[population]}`)} < ${mature}`);
  return sql.join(terms, ' and ');
}

/**
 * The handoffs behind a number: its rows, or for a number over actions, the handoffs that have such an action;
 * `query` filters the actions as it filters the number.
 */
export function handoffPredicateOf(
  name: MetricName,
  part: 'numerator' | 'denominator',
  watermark: Date,
  query: FactQuery = {},
): Sql {
  const { population } = metricOf(name);
  const rows = predicateOf(name, part, watermark);
  if (population === 'handoff') return rows;
  if (population === 'action') {
    return sql`exists (
      select from action
      where action.customer_key = handoff.customer_key
        and action.conversation_key = handoff.conversation_key
        and action.handoff_key = handoff.handoff_key
        and ${rows}
        and ${filterSql('action', query)})`;
  }
  throw new Problem('invalid_input', {
    detail: `${name} is counted over episodes: see the list of episodes.`,
  });
}

/** The episodes behind a number that is counted over them. */
export function episodePredicateOf(
  name: MetricName,
  part: 'numerator' | 'denominator',
  watermark: Date,
): Sql {
  if (metricOf(name).population === 'episode') return predicateOf(name, part, watermark);
  throw new Problem('invalid_input', {
    detail: `${name} is not counted over episodes: see the list of handoffs.`,
  });
}

function planText(): string {
  const lines = populations.map((population) => {
    const sums = partsOf(population).map((part) => sumOfFacts(population, part, new Date(0)).text);
    return [population, ...dimensionsOf(population), ...sums].join('\n');
  });
  return lines.join('\n');
}

/** Names what the rollups of this program hold: when it changes, they are filled anew. */
export const planSignature = createHash('sha256').update(planText()).digest('hex');
