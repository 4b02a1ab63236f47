import { type DetectorName, detectorOf, type Need, thresholds } from '../contract/detectors.js';
import { Problem } from '../contract/problem.js';
import { type Sql, sql } from '../db/sql.js';
import { actsTold } from '../episodes/acts-told.store.js';
import { contextTold } from '../episodes/context-told.store.js';
import { predicateOf, rowsOf } from '../metrics/plan.js';

/** A detector in SQL: the rows where it can be told, and those of them that it finds. */
interface Predicate {
  over: Sql;
  finds: Sql;
}

const limit = (name: keyof typeof thresholds) => thresholds[name].value;
const signOfHandoff = (holds: Sql): Sql => sql`
  exists (
    select from handoff_sign as sign
    where sign.customer_key = handoff.customer_key
      and sign.conversation_key = handoff.conversation_key
      and sign.handoff_key = handoff.handoff_key
      and ${holds})`;
const signOfEpisode = (holds: Sql): Sql => sql`
  exists (
    select from episode_sign as sign
    where sign.customer_key = episode.customer_key
      and sign.conversation_key = episode.conversation_key
      and sign.episode_no = episode.episode_no
      and ${holds})`;

const carriesCode = sql.raw(
  `(cardinality(array_remove(handoff.reasons, 'unknown')) > 0 or handoff.failed_code is not null
    or handoff.disposition is not null)`,
);
const saysMore = sql.raw(`handoff.context_fields && array['transcript', 'entities', 'attempts', 'sources',
  'summary.situation', 'summary.background', 'summary.assessment', 'summary.recommendation']`);
const anySummary = sql.raw(`handoff.context_fields && array['summary.situation', 'summary.background',
  'summary.assessment', 'summary.recommendation']`);
const fromBot = sql.raw(`handoff.purpose = 'escalation' and handoff.from_kind = 'bot'`);

const byKeyword = sql`sign.keyword and sign.path_turns <= ${limit('short_path_turns')}`;

const known = sql.raw('handoff.customer_key <> handoff.conversation_key');
/** 1 is the most urgent. */
const rank = (table: string): Sql =>
  sql.raw(`array_position(array['urgent', 'high', 'normal', 'low'], ${table}.priority)`);

/** Until when a handoff waited. */
const waitedUntil = (table: string, watermark: Date): Sql => {
  const at = (name: string) => sql.ident(`${table}.${name}`);
  return sql`coalesce(${at('taken_at')}, least(${at('failed_at')}, ${at('ended_at')}), ${watermark})`;
};

/**
 * A handoff of a lower priority that came to the same queue at about the same time; `when`: which of them. The time is
 * the same before and after, so that neither order is more easily seen.
 */
const lessUrgent = (when: Sql): Sql => {
  const near = sql`make_interval(secs => ${limit('overtaken_seconds')})`;
  return sql`
    exists (
      select from handoff as other
      where other.queue = handoff.queue
        and other.priority is not null
        and other.initiated_at > handoff.initiated_at - ${near}
        and other.initiated_at < handoff.initiated_at + ${near}
        and ${rank('other')} > ${rank('handoff')}
        and not other.times_assumed
        and ${when})`;
};
const takenBefore = (watermark: Date): Sql =>
  lessUrgent(
    sql`other.taken_at > handoff.initiated_at and other.taken_at < ${waitedUntil('handoff', watermark)}`,
  );
const takenAfter = (watermark: Date): Sql =>
  lessUrgent(
    sql`handoff.taken_at > other.initiated_at and handoff.taken_at < ${waitedUntil('other', watermark)}`,
  );

/** The desk's side of it, in another source. */
const deskElsewhere = sql`
  exists (
    select from conversation as desk
    where desk.customer_key = handoff.customer_key
      and desk.source <> handoff.source
      and desk.first_at >= handoff.initiated_at - interval '5 minutes'
      and desk.first_at <= handoff.initiated_at + make_interval(secs => ${limit('apart_seconds')})
      and not exists (
        select from episode
        where episode.customer_key = desk.customer_key
          and episode.conversation_key = desk.conversation_key))`;

const predicates: Record<DetectorName, (watermark: Date) => Predicate> = {
  starved: () => ({ over: sql`true`, finds: sql`handoff.starved` }),
  leaked: (watermark) => ({
    over: rowsOf('handoff', ['leakable'], watermark),
    finds: rowsOf('handoff', ['leaked'], watermark),
  }),
  misrouted: (watermark) => ({
    over: predicateOf('misroute_rate', 'denominator', watermark),
    finds: predicateOf('misroute_rate', 'numerator', watermark),
  }),
  compressed: () => ({
    over: signOfHandoff(sql`sign.known is not null`),
    finds: sql`${carriesCode} and not ${saysMore} and ${signOfHandoff(sql`cardinality(sign.lost) > 0`)}`,
  }),
  no_summary: () => ({ over: fromBot, finds: sql`not ${anySummary}` }),
  no_sentiment: () => ({ over: fromBot, finds: sql`not 'sentiment' = any(handoff.context_fields)` }),
  untold: () => ({
    over: signOfHandoff(sql`'attempts' = any(sign.known)`),
    finds: signOfHandoff(sql`'attempts' = any(sign.lost)`),
  }),
  asked_again: () => ({
    over: sql`handoff.purpose <> 'return'
      and (handoff.repeated is not null or ${signOfHandoff(sql`sign.asked_again is not null`)})`,
    finds: sql`(coalesce(handoff.repeated, 0) > 0 or ${signOfHandoff(sql`cardinality(sign.asked_again) > 0`)})`,
  }),
  cold_opening: () => ({
    over: signOfHandoff(sql`sign.opening is not null`),
    finds: signOfHandoff(sql`sign.opening = 'generic'`),
  }),
  cut_short: () => ({
    over: signOfHandoff(sql`sign.context_cut is not null`),
    finds: signOfHandoff(sql`sign.context_cut`),
  }),
  too_long: () => ({
    over: signOfHandoff(sql`sign.context_chars is not null`),
    finds: signOfHandoff(sql`sign.context_chars > ${limit('long_context')}`),
  }),
  contradicted: () => ({
    over: signOfHandoff(sql`sign.contradicted is not null`),
    finds: signOfHandoff(sql`sign.contradicted`),
  }),
  over_shared: () => ({
    over: sql`handoff.consent_scopes is not null`,
    finds: sql`handoff.over_shared <> '{}'`,
  }),
  orphan: (watermark) => {
    const until = sql`handoff.initiated_at + make_interval(secs => ${limit('orphan_seconds')})`;
    return {
      over: sql`${predicateOf('time_to_acknowledge', 'denominator', watermark)}
        and ${until} <= ${watermark}
        and (handoff.taken_at is not null
          or coalesce(least(handoff.failed_at, handoff.ended_at), 'infinity') > ${until})`,
      finds: sql`(handoff.taken_at is null or handoff.taken_at > ${until})`,
    };
  },
  third_handoff: () => ({
    over: sql`handoff.hop = 1 and handoff.purpose <> 'success'`,
    finds: sql`
      exists (
        select from handoff as later
        where later.customer_key = handoff.customer_key
          and later.conversation_key = handoff.conversation_key
          and later.chain_key = handoff.handoff_key
          and later.hop >= ${limit('third_handoff')})`,
  }),
  no_fallback: () => ({
    over: sql`handoff.to_kind <> 'bot'`,
    finds: sql`handoff.fallback is null and handoff.reroutes = 0`,
  }),
  overtaken: (watermark) => ({
    over: sql`handoff.priority is not null and not handoff.times_assumed
      and (${takenBefore(watermark)} or ${takenAfter(watermark)})`,
    finds: takenBefore(watermark),
  }),
  offloaded: (watermark) => ({
    over: sql`${predicateOf('overflow_rate', 'denominator', watermark)} and not handoff.times_assumed
      and ${waitedUntil('handoff', watermark)} > handoff.initiated_at + make_interval(secs => ${limit('overflow_seconds')})`,
    finds: sql`handoff.offloaded_at is not null`,
  }),
  unskilled: () => ({
    over: signOfHandoff(sql`sign.skill_match is not null`),
    finds: signOfHandoff(sql`not sign.skill_match`),
  }),
  apart: () => ({
    over: sql`handoff.from_kind = 'bot' and handoff.to_kind = 'human' and ${known}
      and (handoff.taken_at is not null or ${deskElsewhere})`,
    finds: sql`handoff.taken_at is null and ${deskElsewhere}`,
  }),
  unlogged: () => ({
    over: sql`${fromBot} and handoff.ended_at is not null`,
    finds: sql`(cardinality(array_remove(handoff.reasons, 'unknown')) = 0
      or not exists (
        select from handoff as hop
        where hop.customer_key = handoff.customer_key
          and hop.conversation_key = handoff.conversation_key
          and hop.chain_key = handoff.chain_key
          and hop.resolved_at is not null))`,
  }),
  silent_return: () => ({ over: sql`episode.resumed`, finds: sql`episode.silent` }),
  keyword: () => ({
    over: sql`${fromBot} and ${signOfHandoff(sql`sign.keyword is not null`)}`,
    finds: signOfHandoff(byKeyword),
  }),
  repeat_gamer: () => ({
    over: sql`${fromBot} and ${known} and ${signOfHandoff(sql`sign.keyword is not null`)}`,
    finds: sql`${signOfHandoff(byKeyword)} and ${limit('gaming_times')} <= (
      select count(*)
      from handoff as other
      join handoff_sign as sign using (customer_key, conversation_key, handoff_key)
      where other.customer_key = handoff.customer_key
        and other.purpose = 'escalation' and other.from_kind = 'bot'
        and other.initiated_at <= handoff.initiated_at
        and other.initiated_at > handoff.initiated_at - make_interval(days => ${limit('gaming_days')})
        and ${byKeyword})`,
  }),
  promise: () => ({
    over: signOfEpisode(sql`sign.promised is not null`),
    finds: sql`${signOfEpisode(sql`sign.promised`)}
      and not exists (
        select from action
        where action.customer_key = episode.customer_key
          and action.conversation_key = episode.conversation_key
          and action.anchor_at >= episode.started_at)`,
  }),
  stubborn: () => ({
    over: signOfEpisode(sql`(sign.request_turns is not null or sign.distress_turns is not null)`),
    finds: signOfEpisode(sql`(sign.request_turns >= ${limit('request_turns')}
      or sign.distress_turns >= ${limit('distress_turns')})`),
  }),
  eager: () => ({
    over: sql`${fromBot} and handoff.resolution = 'resolved' and not handoff.times_assumed`,
    finds: sql`handoff.resolved_at - handoff.taken_at <= make_interval(secs => ${limit('trivial_seconds')})
      and not handoff.transferred
      and handoff.actions_required = 0
      and not handoff.reasons && array['policy_rule', 'customer_request', 'capacity']
      and ${signOfHandoff(sql`(sign.steps is null or sign.steps <= ${limit('trivial_steps')})`)}`,
  }),
};

/**
 * The rows of a detector, over its population's own table: its count and its list share this. `over` is what it is
 * measured against.
 */
export function detectorPredicate(
  name: DetectorName,
  part: 'numerator' | 'denominator',
  watermark: Date,
): Sql {
  const { over, finds } = predicates[name](watermark);
  const told = toldBy(name);
  const measured = told ? sql`(${over}) and ${told}` : sql`(${over})`;
  return part === 'denominator'
    ? sql`coalesce(${measured}, false)`
    : sql`coalesce(${measured} and (${finds}), false)`;
}

/** The rows that it cannot be told of because their source never says what it needs. */
export function unmeasuredBy(name: DetectorName, watermark: Date): Sql {
  const told = toldBy(name);
  return told ? sql`coalesce((${predicates[name](watermark).over}) and not ${told}, false)` : sql`false`;
}

const needed: Record<Need, Sql> = { context: contextTold(), acts: actsTold };
function toldBy(name: DetectorName): Sql | undefined {
  const { needs } = detectorOf(name);
  return needs && needed[needs];
}

/** The same for a list of one population; refused for a detector of the other. */
export function listedBy(
  population: 'handoff' | 'episode',
  name: DetectorName,
  part: 'numerator' | 'denominator',
  watermark: Date,
): Sql {
  if (detectorOf(name).population === population) return detectorPredicate(name, part, watermark);
  throw new Problem('invalid_input', {
    detail: `${name} is counted over ${detectorOf(name).population}s: see the list of those.`,
  });
}
