import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from '../../backend/src/db/sql.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';

let fixture: TestDatabase;
beforeAll(async () => {
  fixture = await openTestDatabase();
});
afterAll(() => fixture.close());

test('no function is a text whose names depend on a search path', async () => {
  const found = await fixture.admin.database.query(sql`
    select p.oid::regprocedure::text as name
    from pg_proc as p
    join pg_language as l on l.oid = p.prolang
    where p.pronamespace in ('public'::regnamespace, 'ledger'::regnamespace) and l.lanname = 'sql'
      and p.prosqlbody is null and p.proconfig is null`);
  expect(found).toEqual([]);
});

test('functions name what they use as pg_restore finds it, whose search path is empty', async () => {
  const bins = await fixture.admin.database.transaction(async (tx) => {
    await tx.query(sql`set local search_path = ''`);
    return tx.one<{ reached: number; ended: number }>(sql`
      select public.time_bin(timestamptz 'epoch', timestamptz 'epoch' + interval '1 minute', null) as reached,
             public.time_bin(timestamptz 'epoch', null, timestamptz 'epoch' + interval '1 minute') as ended`);
  });
  expect(bins).toEqual({ reached: 84, ended: -85 });
});
