import { Injectable } from '@nestjs/common';
import { type ActionDelay, actionDelayNames, actionDelays } from '../contract/callbacks.js';
import { customerNames } from '../contract/customer-names.js';
import type { HandoffView } from '../contract/handoffs.js';
import type { QueryOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { Database } from '../db/database.js';
import { type Sql, sql } from '../db/sql.js';
import { listedBy } from '../detectors/predicates.store.js';
import { callbackReasons } from '../episodes/callback-reasons.store.js';
import { whereTold } from '../episodes/context-told.store.js';
import { filterSql } from '../episodes/fact-filter.store.js';
import { inGap } from '../gaps/membership.store.js';
import { handoffPredicateOf, predicateOf, rowsOf } from '../metrics/plan.js';
import type { HandoffFacts } from './handoff-facts.js';
import { readCursor, writeCursor } from './page-cursor.js';

export type HandoffListQuery = QueryOf<typeof routes.handoffList>;

interface Contact {
  conversation_id: string | null;
  source: string;
  channel: string | null;
  intent: string | null;
}

export interface HandoffPage {
  total: number;
  rows: HandoffFacts[];
  next: string | null;
}

const mostPerConversation = 10;

/** Lists handoffs. Metrics and lists share their predicates, so that a card and its list count the same rows. */
@Injectable()
export class HandoffListStore {
  constructor(private readonly database: Database) {}

  async list(query: HandoffListQuery, watermark: Date): Promise<HandoffPage> {
    const cursor = query.cursor === undefined ? undefined : readCursor(query.cursor);
    const asOf = cursor ? new Date(cursor.watermarkMs) : watermark;
    const where = listed(query, asOf);
    const { place, direction, at } = orderOf(query.order, asOf);
    const keys = sql`handoff.handoff_key, handoff.conversation_key`;
    const compare = sql.raw(direction === 'desc' ? '<' : '>');
    const after = cursor
      ? sql`(${place}, ${keys}) ${compare} (${at(cursor.place)}, ${cursor.keys[0]}::bytea, ${cursor.keys[1]}::bytea)`
      : sql`true`;
    const way = sql.raw(direction);
    return this.database.transaction(
      async (tx) => {
        const counted = await tx.one<{ total: number }>(
          sql`select count(*) as total from handoff where ${where}`,
        );
        const rows = await tx.query<HandoffFacts & { place: Date | number }>(sql`
          select ${columns(asOf)}, ${place} as place
          from handoff
          ${neighbours}
          where ${where} and ${after}
          order by ${place} ${way}, handoff.handoff_key ${way}, handoff.conversation_key ${way}
          limit ${query.limit + 1}`);
        return { total: counted?.total ?? 0, ...cutPage(rows, query.limit, asOf) };
      },
      { snapshot: true },
    );
  }

  async find(key: Buffer, watermark: Date): Promise<HandoffFacts | undefined> {
    return this.database.one<HandoffFacts>(sql`
      select ${columns(watermark)}
      from handoff
      ${neighbours}
      where handoff.handoff_key = ${key}
      order by handoff.initiated_at, handoff.conversation_key
      limit 1`);
  }

  /** The handoffs of a conversation, in order. */
  async inConversation(conversation: Buffer, watermark: Date): Promise<HandoffFacts[]> {
    return this.database.query<HandoffFacts>(sql`
      select ${columns(watermark)}
      from handoff
      ${neighbours}
      where handoff.conversation_key = ${conversation}
      order by handoff.initiated_at, handoff.handoff_key`);
  }

  /** Of each of some conversations the first handoffs, in order. */
  async inConversations(conversations: readonly Buffer[], watermark: Date): Promise<HandoffFacts[]> {
    if (conversations.length === 0) return [];
    return this.database.query<HandoffFacts>(sql`
      select ${columns(watermark)}
      from unnest(${conversations}::bytea[]) as named (key)
      cross join lateral (
        select *
        from handoff
        where handoff.conversation_key = named.key
        order by handoff.initiated_at, handoff.handoff_key
        limit ${mostPerConversation}
      ) as handoff
      ${neighbours}
      order by handoff.initiated_at, handoff.handoff_key`);
  }

  /** Where and with what a customer turned to us at a time. */
  contactAt(conversation: Buffer, at: Date): Promise<Contact | undefined> {
    return this.database.one<Contact>(sql`
      select conversation.conversation_id, conversation.source, conversation.channel, contact.intent
      from conversation
      left join contact on contact.conversation_key = conversation.conversation_key and contact.at = ${at}
      where conversation.conversation_key = ${conversation}
      order by contact.contact_no
      limit 1`);
  }
}

const views: Record<HandoffView, (watermark: Date) => Sql> = {
  all: () => sql`true`,
  waiting: (watermark) => predicateOf('waiting_handoffs', 'numerator', watermark),
  unanswered: () =>
    sql`handoff.to_kind = 'human' and handoff.purpose <> 'return' and handoff.taken_at is null`,
  failed: (watermark) => predicateOf('failure_rate', 'numerator', watermark),
  leaked: (watermark) => predicateOf('leakage_rate', 'numerator', watermark),
  starved: (watermark) => predicateOf('starvation_rate', 'numerator', watermark),
  called_back: () => sql`handoff.callback_at is not null`,
  misrouted: (watermark) => predicateOf('misroute_rate', 'numerator', watermark),
  over_shared: () => sql`handoff.over_shared <> '{}'`,
};

function listed(query: HandoffListQuery, watermark: Date): Sql {
  const terms = [filterSql('handoff', query), views[query.view](watermark)];
  if (query.metric) terms.push(handoffPredicateOf(query.metric, query.part, watermark, query));
  if (query.detector) terms.push(listedBy('handoff', query.detector, query.part, watermark));
  if (query.gap !== undefined) terms.push(inGap(query.gap));
  if (query.callbackReason !== undefined) terms.push(blamedFor(query.callbackReason, watermark));
  if (query.delay !== undefined) terms.push(waited(query.delay));
  if (query.search !== undefined) terms.push(named(query.search));
  return sql.join(
    terms.map((term) => sql`(${term})`),
    sql` and `,
  );
}

/** Called back within 30 days and put down to this; `none`: to nothing. */
function blamedFor(reason: NonNullable<HandoffListQuery['callbackReason']>, watermark: Date): Sql {
  const said =
    reason === 'none' ? sql`${callbackReasons} = '{}'` : sql`${callbackReasons} @> array[${reason}]::text[]`;
  return sql`${rowsOf('handoff', ['callback_eligible', 'called_back_30d'], watermark)} and ${said}`;
}

/** The delay of the first action lies above the limit before its own, and not above its own. */
function waited(delay: ActionDelay): Sql {
  if (delay === 'no_action') return sql`handoff.first_action_at is null`;
  const before = actionDelayNames[actionDelayNames.indexOf(delay) - 1];
  const above = (before && actionDelays[before].until) ?? -1;
  const { until } = actionDelays[delay];
  const seconds = sql`extract(epoch from handoff.first_action_at - handoff.initiated_at)`;
  return until === null ? sql`${seconds} > ${above}` : sql`${seconds} > ${above} and ${seconds} <= ${until}`;
}

/** The word is a handoff's id, or its conversation's, or its customer's. Three looks into indexes. */
const named = (word: string) => sql`
  handoff.handoff_key in (
    select named.handoff_key
    from handoff as named
    where named.handoff_id = ${word}
    union all
    select named.handoff_key
    from conversation
    join handoff as named using (customer_key, conversation_key)
    where conversation.conversation_id = ${word}
    union all
    select named.handoff_key
    from conversation
    join handoff as named using (customer_key, conversation_key)
    where conversation.customer_id = any(${customerNames(word)}::text[]))`;

interface Order {
  /** What the list is sorted by; a list of handoffs by time can be read from its index. */
  place: Sql;
  direction: 'asc' | 'desc';
  /** The place of a cursor, ms, as a value of that expression. */
  at(ms: number): Sql;
}

function orderOf(order: HandoffListQuery['order'], watermark: Date): Order {
  if (order === 'longest_wait') {
    const until = sql`coalesce(handoff.taken_at, handoff.failed_at, handoff.ended_at, ${watermark})`;
    return {
      place: sql`(extract(epoch from ${until} - handoff.initiated_at) * 1000)::bigint`,
      direction: 'desc',
      at: (ms) => sql`${ms}::bigint`,
    };
  }
  return {
    place: sql`handoff.initiated_at`,
    direction: order === 'oldest' ? 'asc' : 'desc',
    at: (ms) => sql`${new Date(ms)}::timestamptz`,
  };
}

const neighbours = sql`
  left join conversation
    on conversation.customer_key = handoff.customer_key
    and conversation.conversation_key = handoff.conversation_key
  left join episode
    on episode.customer_key = handoff.customer_key
    and episode.conversation_key = handoff.conversation_key
    and episode.episode_no = handoff.episode_no`;

const columns = (watermark: Date) => sql`
  handoff.*,
  ${whereTold('context_present')} as context_present,
  ${whereTold('starved')} as starved,
  ${callbackReasons} as callback_reasons,
  conversation.conversation_id,
  conversation.customer_id,
  episode.started_at as episode_started_at,
  coalesce((${predicateOf('leakage_rate', 'numerator', watermark)}), false) as leaked,
  (select coalesce(json_agg(json_build_object('result', action.result, 'due_at', action.due_at,
                                              'recorded_at', action.recorded_at) order by action.action_key), '[]')
   from action
   where action.customer_key = handoff.customer_key
     and action.conversation_key = handoff.conversation_key
     and action.handoff_key = handoff.handoff_key) as actions`;

function cutPage(
  rows: (HandoffFacts & { place: Date | number })[],
  limit: number,
  watermark: Date,
): Omit<HandoffPage, 'total'> {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  if (rows.length <= limit || !last) return { rows: page, next: null };
  const next = writeCursor({
    watermarkMs: watermark.getTime(),
    place: Number(last.place),
    keys: [last.handoff_key, last.conversation_key],
  });
  return { rows: page, next };
}
