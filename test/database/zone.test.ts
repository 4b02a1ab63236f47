import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from '../../backend/src/db/sql.js';
import { bucketStarts } from '../../backend/src/metrics/zone.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';

let fixture: TestDatabase;
beforeAll(async () => {
  fixture = await openTestDatabase();
});
afterAll(() => fixture.close());

// Around changes of the clocks, of the offset, and over a skipped date.
const stretches = [
  ['Europe/Berlin', '2026-03-20', '2026-04-10'],
  ['Europe/Berlin', '2026-10-15', '2026-11-05'],
  ['Asia/Kolkata', '2026-02-20', '2026-03-10'],
  ['Asia/Kathmandu', '2026-02-20', '2026-03-10'],
  ['America/Sao_Paulo', '2018-10-25', '2018-11-12'],
  ['America/Sao_Paulo', '2019-02-05', '2019-02-25'],
  ['Pacific/Apia', '2011-12-20', '2012-01-10'],
  ['America/New_York', '2026-03-01', '2026-03-20'],
  ['Pacific/Chatham', '2026-03-25', '2026-04-15'],
  ['Pacific/Kiritimati', '2026-02-20', '2026-03-10'],
] as const;

test.each(stretches)('the calendar of %s from %s is that of PostgreSQL', async (zone, from, to) => {
  for (const bucket of ['hour', 'day', 'week', 'month'] as const) {
    const rows = await fixture.database.query<{ at: Date }>(sql`
      select distinct date_trunc(${bucket}, at, ${zone}) as at
      from generate_series(${from}::timestamptz, ${to}::timestamptz - interval '1 second', '15 minutes') as at
      order by at`);
    const starts = bucketStarts(bucket, zone, Date.parse(from), Date.parse(to));
    expect(starts.map((at) => new Date(at).toISOString())).toEqual(rows.map((row) => row.at.toISOString()));
  }
});
