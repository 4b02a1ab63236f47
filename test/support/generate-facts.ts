import type { Database, Transaction } from '../../backend/src/db/database.js';
import { type Sql, sql } from '../../backend/src/db/sql.js';
import { markBuckets } from '../../backend/src/episodes/dirty-bucket.store.js';

export interface GeneratedFacts {
  episodes: number;
  /** Start of the first day. */
  from: Date;
  days: number;
  /** Among so many sources they are spread; else there are four. */
  sources?: number;
  seed?: number;
}

/** `draw(i, n)`: the n-th number in 0..1 of row i. `pick` chooses from a list, the first ones more often. */
const functions = (seed: number) =>
  sql.raw(`
  create or replace function pg_temp.draw(i bigint, n int) returns float8 language sql immutable as
    $$ select (hashint8extended(i * 64 + n, ${seed}) & 1073741823) / 1073741824.0::float8 $$;
  create or replace function pg_temp.pick(list text[], d float8) returns text language sql immutable as
    $$ select list[1 + floor(d * d * cardinality(list))::int] $$;
  create or replace function pg_temp.key(prefix text, i bigint) returns bytea language sql immutable as
    $$ select decode(md5(prefix || i), 'hex') $$`);

const list = (values: string) => sql.raw(`'{${values}}'::text[]`);
const intents = Array.from({ length: 40 }, (_, i) => `intent ${i + 1}`).join(',');
const reasons =
  'customer_request,action_failed,low_confidence,no_match,policy_rule,complexity,sentiment_shift,out_of_scope,capacity';

const queues = 'billing,returns,technical,orders,accounts,fraud,sales,vip';

/** Whole days since the beginning, `end` exclusive. */
interface Days {
  first: number;
  end: number;
}

/** Every conversation has one episode; a kiosk never signals a handoff, and one source has no clock. */
const conversations = ({ episodes, from, days, sources }: GeneratedFacts, { first, end }: Days) => {
  const spread = sources === undefined ? sql`''` : sql`'-' || i % ${sources}::int`;
  /** Numbers of the conversations stand in the order of their days. */
  const firstOf = (day: number) => 1 + Math.ceil((episodes * Math.min(day, days)) / days);
  return sql`
  create temporary table seed on commit drop as
  select i, pg_temp.key('conversation', i) as conversation_key,
    case when d3 < 0.15 then pg_temp.key('conversation', i)
      else pg_temp.key('customer', floor(d4 * ${Math.ceil(episodes / 3)}::int)::bigint) end as customer_key,
    case when d5 < 0.5 then 'chat' when d5 < 0.88 then 'voice' when d5 < 0.95 then 'kiosk' else 'archive' end || ${spread} as source,
    pg_temp.pick(${list('ada,bruno,cleo,dara')}, d6) as bot,
    'v' || (1 + floor(3 * at_share + d6))::int as bot_version,
    pg_temp.pick(${list('web,app,phone,whatsapp')}, d7) as channel,
    pg_temp.pick(${list('en,de,es,pt,ja')}, d8) as language,
    case when d9 < 0.9 then pg_temp.pick(${list('consumer,business,partner')}, d9) end as segment,
    case when d10 < 0.93 then pg_temp.pick(${list(intents)}, d11) end as intent,
    date_trunc('milliseconds',
      ${from}::timestamptz + (floor(at_share * ${days}) + (d1 + d2) / 2) * interval '24 hours') as at,
    d12 < 0.35 and not (d5 >= 0.88 and d5 < 0.95) as escalated,
    pg_temp.pick(${list(reasons)}, d14) as reason, pg_temp.pick(${list(queues)}, d15) as queue, d13, d14, d15
  from (
    select i, (i - 1) / ${episodes}::float8 as at_share,
      ${sql.join(Array.from({ length: 15 }, (_, n) => sql.raw(`pg_temp.draw(i, ${n + 1}) as d${n + 1}`)))}
    from generate_series(${firstOf(first)}::bigint, ${firstOf(end)}::bigint - 1) as i
  ) as drawn
  order by at`;
};

const insertConversations = sql`
  insert into conversation (customer_key, conversation_key, source, channel, language, segment, initiated_by,
    first_at, last_at, event_count, handoff_signal)
  select customer_key, conversation_key, source, channel, language, segment, 'customer', at, at, 5,
    escalated
  from seed`;

const insertContacts = sql`
  insert into contact (customer_key, conversation_key, contact_no, at, initiated_by, intent)
  select customer_key, conversation_key, 1, at, 'customer', intent
  from seed`;

const insertEpisodes = sql`
  insert into episode (customer_key, conversation_key, episode_no, source, bot, bot_version, channel, language,
    segment, initiated_by, intent, reason, queue, started_at, ended_at, times_assumed, outcome, eligible, requested,
    escalated, accepted, completed, proactive, customer_turns, bot_turns, resumed, silent, request_turns,
    distress_turns, mood_known, negative_at, resolved, settled, taken, handle_seconds, contact_intent,
    contact_resolved, same_before_at, same_after_at)
  select customer_key, conversation_key, 1, source, bot, bot_version, channel, language, segment,
    case when d13 < 0.05 then 'business' else 'customer' end, intent,
    case when e then reason end,
    case when e then queue end,
    at, case when d13 < 0.98 then at + d14 * interval '20 minutes' end, source like 'archive%',
    case when d13 >= 0.98 then null when e and d15 < 0.9 then 'handed_off' when e then 'handoff_failed'
      when d15 < 0.4 then 'self_served_confirmed' when d15 < 0.7 then 'self_served_assumed' else 'abandoned' end,
    d13 >= 0.05, e and d14 < 0.3, e, e and d15 < 0.9, e and d15 < 0.85, case when e then d14 >= 0.3 end,
    1 + floor(d14 * 9)::int, 1 + floor(d15 * 9)::int, d13 > 0.9, d13 > 0.97,
    case when d14 < 0.2 then floor(d15 * 5)::int end, case when d15 < 0.4 then floor(d14 * 7)::int end, d13 < 0.8,
    case when d15 < 0.4 and d13 < 0.8 then at + d15 * interval '10 minutes' end, d15 < 0.7, d13 < 0.95,
    case when e and d15 < 0.9 then 1 else 0 end, case when e and d15 < 0.9 then floor(d14 * 2000)::int else 0 end,
    intent, d15 < 0.7, case when d14 < 0.1 then at - d15 * interval '20 days' end,
    case when d15 < 0.15 then at + d14 * interval '20 days' end
  from (select *, escalated as e from seed) as seed`;

/** Waits are log-normal-like; a tenth is never taken, some of those end, fail, or still wait. */
const insertHandoffs = (until: Sql) => sql`
  insert into handoff (customer_key, conversation_key, handoff_key, episode_no, chain_key, hop, source, bot,
    bot_version, channel, language, segment, purpose, from_kind, to_kind, queue, tier, reason, reasons, signal,
    proactive, intent, confidence_bp, priority, context_fields, context_required, context_present, starved,
    initiated_at, delivered_at, accepted_at, joined_at, replied_at, taken_at, failed_at, reroutes, first_action_at,
    resolved_at, ended_at, leak_at, resolved_intent, repeated, transferred, actions_required, actions_correct,
    actions_wrong, callback_at, callback_reasons, times_assumed, judged_due_at, readback, helped_at, bot_last_at,
    idle_seconds, handle_seconds, chain_hops, again_at, notified, fallback, contact_kind, assist, offloaded_at)
  select customer_key, conversation_key, pg_temp.key('handoff', i), 1, pg_temp.key('handoff', i), 1, source, bot,
    bot_version, channel, language, segment, purpose, 'bot', case when purpose = 'return' then 'bot' else 'human' end,
    queue, pg_temp.pick(${list('one,two,three')}, d1), reason, array[reason], case when d2 < 0.9 then 'explicit' else 'inferred' end,
    d3 < 0.5, intent, floor(d4 * 10000)::int, pg_temp.pick(${list('normal,high,low,urgent')}, d4),
    (array['attempts', 'entities', 'identity', 'intent', 'sentiment', 'summary.assessment', 'summary.background',
      'summary.recommendation', 'summary.situation'])[1 + floor(d6 * 4)::int : floor(d5 * 11)::int],
    10, floor(d5 * 11)::int, d5 < 0.08, at, at + interval '1 second' * d6,
    case when taken then at + wait end, case when taken and d7 < 0.95 then at + wait * 1.2 end,
    case when taken and d7 < 0.9 then at + wait * 1.5 end, case when taken then at + wait end,
    case when not taken and d8 < 0.3 then at + interval '5 minutes' end, case when d9 < 0.06 then 1 else 0 end,
    case when taken and d10 < 0.92 then at + wait * 3 end, case when taken and d10 < 0.8 then at + wait * 6 end,
    case when taken and d10 < 0.85 or not taken and d8 < 0.6 then at + wait * 6 end, at + interval '24 hours',
    case when d11 < 0.7 then case when d11 < 0.6 then intent else 'intent 1' end end,
    case when d12 < 0.6 then floor(d12 * 4)::int end, d13 < 0.07, 2, 1, case when d13 < 0.4 then 1 else 0 end,
    case when d14 < 0.12 then at + d14 / 0.12 * interval '30 days' end,
    case when d14 < 0.06 then array['leaked'] else '{}' end, source like 'archive%',
    case when d1 < 0.5 then at + d2 * interval '4 days' end, case when taken then d3 < 0.3 end,
    case when taken and d7 < 0.85 then at + wait * 2 end, case when d4 < 0.9 then at - interval '4 seconds' end,
    case when taken and d10 < 0.8 then floor(d5 * 400)::int end,
    case when taken and d10 < 0.85 then floor(extract(epoch from wait * 5))::int end,
    1 + floor(d6 * d6 * 3.5)::int, case when not taken and d8 < 0.15 then at + interval '9 minutes' end,
    case when d9 < 0.8 then d8 < 0.9 end, case when d11 < 0.5 then 'sales' end,
    case when customer_key = conversation_key then null when d12 < 0.2 then 'repeat' else 'first' end,
    case when taken and d7 < 0.9 then case when d13 < 0.15 then 'with_bot' else 'alone' end end,
    case when not taken and d8 >= 0.3 and d8 < 0.6 and d9 < 0.5 then at + wait * 6 end
  from (
    select e.i, e.customer_key, e.conversation_key, e.source, e.bot, e.bot_version, e.channel, e.language, e.segment,
      e.intent, e.queue, e.reason, e.at + interval '3 minutes' as at,
      case when e.d13 < 0.88 then 'escalation' when e.d13 < 0.96 then 'success' else 'return' end as purpose,
      pg_temp.draw(e.i, 20) < 0.9 as taken,
      exp(4 + 1.6 * (pg_temp.draw(e.i, 21) + pg_temp.draw(e.i, 22) + pg_temp.draw(e.i, 23) - 1.5)) * interval '1 second' as wait,
      ${sql.join(Array.from({ length: 14 }, (_, n) => sql.raw(`pg_temp.draw(e.i, ${n + 30}) as d${n + 1}`)))}
    from seed as e
    where e.escalated
  ) as drawn
  where at <= ${until}
  order by at`;

/** Handoffs of these days. */
const ofDays = ({ from }: GeneratedFacts, { first, end }: Days) => sql`
  initiated_at >= ${from}::timestamptz + ${first}::int * interval '24 hours' + interval '3 minutes'
  and initiated_at < ${from}::timestamptz + ${end}::int * interval '24 hours' + interval '3 minutes'`;

const insertActions = (chosen: Sql) => sql`
  insert into action (customer_key, conversation_key, action_key, handoff_key, source, bot, bot_version, channel,
    language, segment, intent, queue, reason, tier, priority, purpose, signal, kind, result, cause, due_at,
    recorded_at, anchor_at)
  select customer_key, conversation_key, decode(md5(encode(handoff_key, 'hex') || n), 'hex'), handoff_key, source, bot,
    bot_version, channel, language, segment, intent, queue, reason, tier, priority, purpose, signal,
    case n when 1 then 'refund' else 'callback' end,
    case when d < 0.62 then 'correct' when d < 0.7 then 'incorrect' when d < 0.78 then 'omitted'
      when d < 0.82 then 'late' when d < 0.85 then 'unknown' end,
    case when d >= 0.62 and d < 0.82 then
      case when d < 0.7 then 'context_missing' when d < 0.76 then 'misrouted' else 'agent_error' end end,
    case when n = 2 then initiated_at + d * interval '3 days' end, first_action_at, initiated_at
  from (
    select handoff.*, n, pg_temp.draw(('x' || encode(substr(handoff_key, 1, 6), 'hex'))::bit(48)::bigint, n) as d
    from handoff, generate_series(1, 2) as n
    where ${chosen}
  ) as drawn
  order by initiated_at`;

const insertSurveys = (chosen: Sql) => sql`
  insert into survey (customer_key, conversation_key, event_uid, episode_no, handoff_key, source, bot, bot_version,
    channel, language, segment, intent, queue, reason, survey_kind, leg, score_milli, points, promotes, answered_at,
    anchor_at)
  select customer_key, conversation_key, md5(encode(handoff_key, 'hex'))::uuid, episode_no,
    case when d1 < 0.6 then handoff_key end, source, bot, bot_version, channel, language, segment, intent, queue, reason,
    kind, case when d1 < 0.6 then 'human' else 'bot' end, floor(d2 * 11) * 1000,
    case when d1 < 0.95 then floor(d2 * 11) * 1000 end,
    case when kind = 'nps' then case when d2 > 0.8 then 100 when d2 < 0.6 then -100 else 0 end end,
    initiated_at + interval '1 hour', initiated_at
  from (
    select handoff.*, pg_temp.draw(n, 40) as d1, pg_temp.draw(n, 41) as d2,
      pg_temp.pick(${list('csat,nps,ces2,ces1,lsat')}, pg_temp.draw(n, 42)) as kind
    from handoff
    cross join lateral (
      select ('x' || encode(substr(handoff_key, 1, 6), 'hex'))::bit(48)::bigint as n
    ) as number
    where purpose = 'escalation' and to_kind = 'human' and ${chosen}
  ) as drawn
  where pg_temp.draw(('x' || encode(substr(handoff_key, 1, 6), 'hex'))::bit(48)::bigint, 43) < 0.4`;

/** No statement may take longer than those of the service. */
const episodesAtOnce = 500_000;

async function generateDays(tx: Transaction, facts: GeneratedFacts, days: Days, until: Date): Promise<void> {
  await tx.query(functions(facts.seed ?? 1));
  await tx.query(conversations(facts, days));
  await tx.query(sql`analyze seed`);
  await tx.query(insertConversations);
  await tx.query(insertContacts);
  await tx.query(insertEpisodes);
  await tx.query(insertHandoffs(sql`${until}::timestamptz`));
  await tx.query(insertActions(ofDays(facts, days)));
  await tx.query(insertSurveys(ofDays(facts, days)));
}

/**
 * Fills the empty fact tables with plausible rows, as a follower would have left them: every bucket is dirty, and
 * the data reaches to the end of the range.
 */
export async function generateFacts(database: Database, facts: GeneratedFacts): Promise<Date> {
  const end = new Date(facts.from.getTime() + facts.days * 86_400_000);
  const step = Math.ceil(facts.days / Math.max(1, Math.ceil(facts.episodes / episodesAtOnce)));
  for (let first = 0; first < facts.days; first += step) {
    await database.transaction((tx) => generateDays(tx, facts, { first, end: first + step }, end));
  }
  await database.transaction(async (tx) => {
    await tx.query(sql`
      insert into release (bot, version, released_at, improvements, event_uid)
      values ('ada', 'v2', ${facts.from}, '{}', gen_random_uuid())
      on conflict do nothing`);
    await tx.query(sql`
      insert into follower (name, watermark_at) values ('episodes', ${end})
      on conflict (name) do update set watermark_at = excluded.watermark_at`);
    await markBuckets(
      sql`
        select 'episode' as population, started_at as moment from episode
        union all
        select 'handoff', initiated_at from handoff
        union all
        select 'action', anchor_at from action
        union all
        select 'survey', anchor_at from survey`,
      tx,
    );
  });
  return end;
}
