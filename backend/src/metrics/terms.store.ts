import type { Population } from '../contract/dimensions.js';
import type { Measure, measures } from '../contract/metric.js';
import { type Sql, sql } from '../db/sql.js';
import { actsTold } from '../episodes/acts-told.store.js';
import { callbackReasons } from '../episodes/callback-reasons.store.js';
import { contextTold } from '../episodes/context-told.store.js';

/** A measure holds for a row or not, or is a whole number of it. */
export type Term = { holds: Sql } | { amount: Sql };
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
  not_accepted: holds('not episode.accepted'),
  timed: holds('not episode.times_assumed'),
  one: amount('1::bigint'),
  resolved: holds('episode.resolved'),
  settled: holds('episode.settled'),
  human_contacts: amount('episode.taken::bigint'),
  handle_seconds: amount('episode.handle_seconds'),
  asked_in_turn: holds('episode.request_turns is not null'),
  turns_after_request: amount('episode.request_turns::bigint'),
  distressed: holds('episode.distress_turns is not null'),
  turns_after_distress: amount('episode.distress_turns::bigint'),
  mood_known: holds('episode.mood_known'),
  resumed: holds('episode.resumed'),
  silent: holds('episode.silent'),
  issue_begins: holds(
    `episode.contact_first and episode.contact_intent is not null and episode.initiated_by = 'customer'
      and not episode.times_assumed and episode.customer_key <> episode.conversation_key
      and (episode.same_before_at is null or episode.same_before_at < episode.started_at - interval '168 hours')`,
  ),
  issue_settled: holds(
    `episode.contact_resolved
      and (episode.same_after_at is null or episode.same_after_at > episode.started_at + interval '168 hours')`,
  ),
  fields_expected: amount('8::bigint'),
  fields_absent: amount(
    `(num_nulls(episode.bot, episode.bot_version, episode.channel, episode.language, episode.segment, episode.intent)
      + (episode.customer_key = episode.conversation_key)::int + (not episode.mood_known)::int)::bigint`,
  ),
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
    `handoff.to_kind = 'human' and handoff.taken_at is null and handoff.failed_at is null and handoff.ended_at is null
      and not handoff.times_assumed`,
  ),
  failed: holds('handoff.failed_at is not null'),
  leakable: { holds: sql`${sql.raw(judgedByTime)} and handoff.leak_at <= ${watermark}` },
  acts_told: { holds: actsTold },
  acts_untold: { holds: sql`not ${actsTold}` },
  // A reviewer who found it done does not say when.
  leaked: holds('coalesce(handoff.first_action_at > handoff.leak_at, handoff.actions_correct = 0)'),
  leak_pending: { holds: sql`${sql.raw(judgedByTime)} and handoff.leak_at > ${watermark}` },
  rerouted: holds('handoff.reroutes > 0'),
  transferred: holds('handoff.transferred'),
  context_told: { holds: contextTold() },
  context_untold: { holds: sql`not ${contextTold()}` },
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
  callback_attributed_7d: {
    holds: sql`handoff.callback_at <= handoff.initiated_at + interval '168 hours'
      and cardinality(${callbackReasons}) > 0`,
  },
  timed: holds('not handoff.times_assumed'),
  ...howItWent(watermark),
  ...whatTravelled,
});

/** Text of a condition that some field of the context travelled. */
const travelled = (...fields: readonly string[]) =>
  holds(`handoff.context_fields && array[${fields.map((field) => `'${field}'`).join(', ')}]`);
const letters = ['situation', 'background', 'assessment', 'recommendation'] as const;
const state = letters.map((letter) => `summary.${letter}`);

/** The four parts of an agent's screen and the letters of SBAR, for whom they are meant. */
const whatTravelled = {
  for_agent: holds(`handoff.to_kind = 'human' and handoff.purpose in ('escalation', 'transfer')`),
  state_sent: travelled(...state),
  intent_sent: travelled('intent'),
  sentiment_sent: travelled('sentiment'),
  customer_data_sent: travelled('identity', 'entities'),
  situation_sent: travelled('summary.situation'),
  background_sent: travelled('summary.background'),
  assessment_sent: travelled('summary.assessment'),
  recommendation_sent: travelled('summary.recommendation'),
};

const judged = 'handoff.actions_correct + handoff.actions_wrong > 0';
const firstThere = 'least(handoff.accepted_at, handoff.joined_at, handoff.replied_at)';

function howItWent(watermark: Date) {
  return {
    to_human: holds(`handoff.to_kind = 'human'`),
    taken: holds('handoff.taken_at is not null'),
    joined: holds('handoff.joined_at is not null'),
    bot_spoke: holds('handoff.bot_last_at is not null'),
    judged: {
      holds: sql`${sql.raw(judged)} and (handoff.judged_due_at is null or handoff.judged_due_at <= ${watermark})`,
    },
    judged_pending: { holds: sql`${sql.raw(judged)} and handoff.judged_due_at > ${watermark}` },
    all_correct: holds('handoff.actions_wrong = 0'),
    share_correct: amount(
      `round(10000.0 * handoff.actions_correct / nullif(handoff.actions_correct + handoff.actions_wrong, 0))::bigint`,
    ),
    delivery_known: holds(`handoff.delivered_at is not null and ${firstThere} is not null`),
    delivered_before: holds(`handoff.delivered_at <= ${firstThere}`),
    read_back: holds('handoff.readback'),
    notice_known: holds('handoff.notified is not null'),
    notified: holds('handoff.notified'),
    without_fallback: holds('handoff.fallback is null'),
    chain_start: holds(`handoff.chain_hops is not null and handoff.purpose = 'escalation'`),
    hops: amount('handoff.chain_hops::bigint'),
    third_handoff: holds('handoff.chain_hops >= 3'),
    asked_again: holds('handoff.again_at is not null'),
    offloaded: holds('handoff.offloaded_at is not null'),
    handled: holds('handoff.handle_seconds is not null'),
    one: amount('1::bigint'),
    handle_seconds: amount('handoff.handle_seconds'),
    idle_known: holds('handoff.idle_seconds is not null'),
    idle_seconds: amount('handoff.idle_seconds'),
    seamless_known: holds(`${answerable} and not handoff.times_assumed and handoff.repeated is not null`),
    seamless: holds(
      `handoff.repeated = 0 and not handoff.transferred and handoff.reroutes = 0 and not handoff.starved
      and handoff.replied_at <= handoff.initiated_at + interval '3 minutes'`,
    ),
    fields_expected: amount('10::bigint'),
    fields_absent: amount(
      `num_nulls(handoff.queue, handoff.reason, handoff.intent, handoff.confidence_bp, handoff.sentiment_bp,
      handoff.delivered_at, handoff.accepted_at, handoff.replied_at, handoff.resolution, handoff.repeated)::bigint`,
    ),
  };
}

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

const surveyKind = (name: string) => holds(`survey.survey_kind = '${name}'`);
const surveyTerms: Terms<'survey'> = {
  all: holds('true'),
  csat: surveyKind('csat'),
  ces1: surveyKind('ces1'),
  ces2: surveyKind('ces2'),
  nps: surveyKind('nps'),
  lsat: surveyKind('lsat'),
  bot_leg: holds(`survey.leg = 'bot'`),
  human_leg: holds(`survey.leg = 'human'`),
  scaled: holds('survey.points is not null'),
  points: amount('survey.points::bigint'),
  nps_scaled: holds('survey.promotes is not null'),
  promotes: amount('survey.promotes::bigint'),
};

/** Every measure of a population in SQL, as the data stands at the watermark: the only place that says it. */
export function termsOf(population: Population, watermark: Date): Readonly<Partial<Record<Measure, Term>>> {
  if (population === 'episode') return episodeTerms;
  if (population === 'survey') return surveyTerms;
  return population === 'handoff' ? handoffTerms(watermark) : actionTerms(watermark);
}
