import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../backend/src/db/sql.js';
import type { EntryFilter } from '../../backend/src/ledger/entry-filter.js';
import { SearchService } from '../../backend/src/ledger/search.service.js';
import { SearchStore } from '../../backend/src/ledger/search.store.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { openLedger } from '../support/ledger.js';

let fixture: TestDatabase;
let store: SearchStore;
let search: SearchService;
const entries = 30_000;
/** Runs of leaves that are full. */
const spans = Math.floor(entries / 4096);

/**
 * A ledger of many leaves, written as rows: one a minute, in conversations of ten; each first one names a customer.
 * Every hundredth is a decision, every 9,999th a release.
 */
beforeAll(async () => {
  fixture = await openTestDatabase();
  const { database } = fixture;
  store = new SearchStore(database);
  search = new SearchService(store, openLedger(database).ledger);
  await database.query(sql`
    insert into ledger.inbox (log_id, source, event_id, content_hash, entry, event_uid, type, occurred_at, subject_ref,
      conversation_key, link, payload, received_at)
    select 1, source, number::text, sha256('x'), 'x', gen_random_uuid(),
      case
        when source = 'baton' then 'record.viewed'
        when number % 9999 = 0 then 'bot.released'
        else 'turn.recorded'
      end,
      timestamptz '2026-01-01' + number * interval '1 minute',
      case
        when source = 'baton' then sha256(('actor' || number % 7)::bytea)
        when number % 10 = 0 then sha256(('customer' || number % 300)::bytea)
        else sha256(('conversation' || number / 10)::bytea)
      end,
      case when source = 'baton' then null else substring(sha256((number / 10)::text::bytea) for 16) end,
      case when source <> 'baton' and number % 10 = 0 then '{"customer":"x"}' else '{}' end::jsonb, 'x', now()
    from (
      select number, case when number % 100 = 55 then 'baton' when number % 2 = 0 then 'web' else 'voice' end as source
      from generate_series(0, ${entries - 1}) as many (number)
    ) as made`);
  await database.query(sql`
    insert into ledger.leaf (log_id, leaf_index, inbox_id, leaf_hash)
    select 1, event_id::bigint, inbox_id, sha256('x')
    from ledger.inbox`);
  await database.query(sql`
    insert into ledger.batch (log_id, size, prev_size, root, frontier)
    values (1, 0, null, sha256(''), ''), (1, ${entries}, 0, sha256(''), '')`);
  await database.query(sql`delete from ledger.pending`);
  await fixture.admin.database.query(sql`analyze ledger.inbox, ledger.leaf`);
});
afterAll(() => fixture.close());

const sha = async (text: string): Promise<Buffer> => {
  const row = await fixture.database.one<{ hash: Buffer }>(sql`select sha256(${text}::text::bytea) as hash`);
  return row?.hash ?? Buffer.alloc(0);
};
const at = (number: number) => new Date(Date.parse('2026-01-01T00:00:00Z') + number * 60_000);
const find = async (filter: EntryFilter, before?: number, limit = 4) =>
  (await search.list(filter, { before, limit })).map((row) => row.leaf_index);

const cases: [string, EntryFilter, number[]][] = [
  ['everything', {}, [29_999, 29_998, 29_997, 29_996]],
  ['a rare type', { type: 'bot.released' }, [29_997, 19_998, 9999, 0]],
  ['a type that nobody sent', { type: 'handoff.failed' }, []],
  ['a source that nobody is', { source: 'nowhere' }, []],
  ['decisions', { type: 'record.viewed' }, [29_955, 29_855, 29_755, 29_655]],
  ['a time long ago', { from: at(100), to: at(103) }, [102, 101, 100]],
  ['a time and a source', { from: at(5000), to: at(9000), source: 'web' }, [8998, 8996, 8994, 8992]],
  ['a time and a rare type', { to: at(20_000), type: 'bot.released' }, [19_998, 9999, 0]],
  ['a time that has not come', { from: at(entries) }, []],
];

describe('a search finds the newest first', () => {
  test.each(cases)('before anything was looked through: %s', async (_, filter, expected) => {
    expect(await find(filter)).toEqual(expected);
  });

  test('and looks through every full run of leaves, once', async () => {
    await Promise.all([search.summarise(), search.summarise()]);
    await search.summarise();
    const rows = await fixture.database.query(sql`select from leaf_span`);
    expect(rows).toHaveLength(spans);
  });

  test.each(cases)('and the same afterwards: %s', async (_, filter, expected) => {
    expect(await find(filter)).toEqual(expected);
  });

  test('page by page, across runs', async () => {
    const filter = { source: 'voice', from: at(3000), to: at(13_000) };
    const all = await find(filter, undefined, 10_000);
    const paged: number[] = [];
    for (let before: number | undefined; ; before = paged.at(-1)) {
      const page = await find(filter, before, 700);
      paged.push(...page);
      if (page.length < 700) break;
    }
    expect(paged).toEqual(all);
    expect(all).toEqual([...new Set(all)].sort((a, b) => b - a));
  });

  test('of a customer: own events and all of the conversations that name them', async () => {
    const found = await find({ customers: [await sha('customer10')] }, undefined, 100);
    // Every 300th number begins such a conversation of ten; a decision lies in none.
    expect(found.length).toBe(100);
    expect(found.slice(0, 10)).toEqual([
      29_719, 29_718, 29_717, 29_716, 29_715, 29_714, 29_713, 29_712, 29_711, 29_710,
    ]);
  });

  test('of a person who decided', async () => {
    const found = await find({ actors: [await sha('actor3')] }, undefined, 1000);
    expect(found.every((index) => index % 100 === 55 && index % 7 === 3)).toBe(true);
    expect(found.length).toBe(43);
  });
});

describe('a statement uses its index', () => {
  /** The plan of what the store asks, without running it. */
  async function plan(ask: (probe: SearchStore) => Promise<unknown>): Promise<string> {
    const texts: string[] = [];
    const explain = {
      query: async (statement: { text: string; values: unknown[] }) => {
        const { rows } = await fixture.database.pool.query(`explain ${statement.text}`, statement.values);
        texts.push(rows.map((row: Record<string, string>) => row['QUERY PLAN']).join('\n'));
        return [];
      },
    };
    await ask(new SearchStore(Object.assign(Object.create(fixture.database), explain)));
    return texts.join('\n');
  }
  const page = { before: 20_000, limit: 51 };

  test('for customers, conversations and people who decided, whatever the order', async () => {
    const references = [await sha('x')];
    const customer = await plan((probe) => probe.list({ customers: references }, page));
    expect(customer).toContain('inbox_by_person');
    expect(customer).toContain('inbox_by_conversation');
    const conversation = await plan((probe) => probe.list({ conversations: [Buffer.alloc(16)] }, page));
    expect(conversation).toContain('inbox_by_conversation');
    const actor = await plan((probe) => probe.list({ actors: references }, page));
    expect(actor).toContain('inbox_by_person');
    for (const text of [customer, conversation, actor]) {
      expect(text).toContain('leaf_log_id_inbox_id_key');
      expect(text).not.toContain('Seq Scan on inbox');
    }
  });

  test('for a rare decision, and for a run of leaves', async () => {
    expect(await plan((probe) => probe.list({ type: 'gap.named' }, page))).toContain('inbox_by_decision');
    const run = await plan((probe) => probe.listIn([4096], { type: 'bot.released' }, page));
    expect(run).toMatch(/Index Scan.* on leaf/);
    expect(run).not.toMatch(/Seq Scan on (?:leaf|inbox)/);
  });
});
