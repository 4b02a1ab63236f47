import type { CloudEvent } from '../../backend/src/contract/events.js';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import type { Database } from '../../backend/src/db/database.js';
import { sql } from '../../backend/src/db/sql.js';
import { EventLog } from './event-log.js';

/** Every row of every table of every schema, as text and as bytes, that holds one of these words. */
export async function findBytes(database: Database, words: readonly string[]): Promise<string[]> {
  const tables = await database.query<{ name: string; columns: string[]; kinds: string[] }>(sql`
    select format('%I.%I', table_schema, table_name) as name,
           array_agg(column_name::text order by ordinal_position) as columns,
           array_agg(data_type::text order by ordinal_position) as kinds
    from information_schema.columns
    join information_schema.tables using (table_schema, table_name)
    where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'
    group by 1
    order by 1`);
  const found: string[] = [];
  for (const { name, columns, kinds } of tables) {
    const bytes = columns
      .filter((_, i) => kinds[i] === 'bytea')
      .map((column) => `coalesce(position($2::bytea in t."${column}"), 0) > 0`);
    const where = [`strpos(lower(t::text), lower($1)) > 0`, ...bytes].join(' or ');
    for (const word of words) {
      const { rows } = await database.pool.query(
        `select count(*)::int as rows from ${name} as t where (${where}) and $2::bytea is not null`,
        [word, Buffer.from(word)],
      );
      if (rows[0].rows > 0) found.push(`${name}: ${word}`);
    }
  }
  return found;
}

/** Somebody whose every word is known, in three conversations; one of them begins before anybody knows who it is. */
export function canaryEvents(mark: string): { words: string[]; customer: string; events: CloudEvent[] } {
  const word = (name: string) => `${mark}${name}`;
  const words = [
    'customer',
    'fullname',
    'asked',
    'answered',
    'described',
    'summed',
    'comment',
    'step',
    'agent',
  ]
    .map(word)
    .concat([1, 2, 3].flatMap((n) => [`${mark}talk${n}`, `${mark}handoff${n}`]));
  const customer = { id: word('customer'), name: word('fullname') };
  const logs = [1, 2, 3].map((n) => {
    const log = new EventLog(`${mark}talk${n}`);
    // Event ids stay readable: they are the source's, and must not be made from anything personal.
    const id = (event: CloudEvent, i: number) => ({ ...event, id: `e-${mark.length}-${n}-${i}` });
    if (n === 3) log.customer(n * 60, { text: `hello ${word('asked')} before anybody knows me` });
    log.started(n * 60 + 1, { bot: 'ada', language: 'en', customer });
    log.customer(n * 60 + 2, { text: `my ${word('asked')} card is lost please block it` });
    log.escalated(n * 60 + 3, {
      handoff_id: `${mark}handoff${n}`,
      reasons: ['action_failed'],
      context: {
        intent: 'card',
        failed_action: { code: 'ERR_CARD' },
        summary: { situation: `the ${word('summed')} situation` },
      },
      required_actions: [{ id: `a-${n}`, kind: 'block_card', description: `block ${word('described')}` }],
      customer,
    });
    log.accepted(n * 60 + 4, `${mark}handoff${n}`);
    log.human(n * 60 + 5, { text: `done ${word('answered')}` });
    log.acted(n * 60 + 6, {
      action_id: `a-${n}`,
      handoff_id: `${mark}handoff${n}`,
      by: word('agent'),
    });
    log.resolved(
      n * 60 + 7,
      { intent: 'lost_card', steps: [`a ${word('step')} taken`], words: `we ${word('answered')} it` },
      `${mark}handoff${n}`,
    );
    log.add('survey.recorded', n * 60 + 8, {
      kind: 'csat',
      score: 4,
      leg: 'human',
      comment: word('comment'),
    });
    log.ended(n * 60 + 9, { by: 'customer' });
    return log.events.map(id);
  });
  return { words, customer: customer.id, events: logs.flat() };
}

/** Others with the same need, so that there is a gap; each is a customer of their own. */
export function crowd(size: number): CloudEvent[] {
  return Array.from({ length: size }, (_, n) => {
    const log = new EventLog(`crowd-${n}`);
    const when = 300 + n * 20;
    log.started(when, { bot: 'ada', language: 'en', customer: { id: `someone-${n}` } });
    log.customer(when + 1, {
      text: `${['i lost', 'somebody stole', 'where is'][n % 3]} my card please block it number ${n}`,
    });
    log.escalated(when + 2, {
      handoff_id: `h-${n}`,
      reasons: ['action_failed'],
      context: { intent: 'card', failed_action: { code: 'ERR_CARD' } },
    });
    log.resolved(when + 5, { intent: 'lost_card', steps: ['block it'], words: 'it is blocked' }, `h-${n}`);
    log.ended(when + 9);
    return log.events;
  }).flat();
}

/** The list of episodes, and the page of each conversation in it. */
export async function conversationsBy(get: <T>(path: string) => Promise<T>): Promise<unknown[]> {
  const episodes = await get<AnswerOf<typeof routes.episodeList>>('/api/episodes?limit=200');
  const keys = new Set(episodes.items.map(({ conversationKey }) => conversationKey));
  return [episodes, ...(await Promise.all([...keys].map((key) => get(`/api/conversations/${key}`))))];
}
