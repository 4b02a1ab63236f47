import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkRollups } from '../../backend/src/metrics/check.service.js';
import { RollupService } from '../../backend/src/metrics/rollup.service.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { generateFacts } from '../support/generate-facts.js';

let fixture: TestDatabase;
beforeAll(async () => {
  fixture = await openTestDatabase();
  await generateFacts(fixture.database, { episodes: 3000, from: new Date('2026-03-01T00:00:00Z'), days: 60 });
});
afterAll(() => fixture.close());

test('sums equal a full recompute from the facts', async () => {
  const rollups = new RollupService(fixture.database, Date.now);
  expect(await rollups.runOnce()).toBeGreaterThan(2000);
  for (const check of await checkRollups(fixture.database)) {
    expect(check).toMatchObject({ wrong: 0 });
    expect(check.sums).toBeGreaterThan(500);
  }
});
