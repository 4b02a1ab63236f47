import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DataKeys } from '../../backend/src/ledger/data-keys.store.js';
import { Keyring } from '../../backend/src/ledger/keyring.js';
import { copyLeaves } from '../../backend/src/ledger/leaf.store.js';
import { RangeChecker } from '../../backend/src/ledger/leaf-range.js';
import type * as leafThreads from '../../backend/src/ledger/leaf-threads.js';
import { VerifyStore } from '../../backend/src/ledger/verify.store.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { openLedger, testSecrets, turn } from '../support/ledger.js';

const built = new URL('../../dist/backend/src/ledger/leaf-threads.js', import.meta.url);
const size = 1_500;
const sealsSince = 0;
/** Long ones before short ones, and none twice: whoever answers as soon as something is done mixes them up. */
const lengths = [900, 1, 300, 2, 200, 3, 90, 4];

let fixture: TestDatabase;
beforeAll(async () => {
  fixture = await openTestDatabase();
  const { ledger, sequencer } = openLedger(fixture.database);
  await ledger.append(Array.from({ length: size }, (_, i) => turn(`t${i % 40}-${i}`)));
  await sequencer.run();
});
afterAll(() => fixture.close());

function rangesOf(): { from: number; to: number }[] {
  let from = 0;
  return lengths.map((length) => {
    const range = { from, to: from + length };
    from += length;
    return range;
  });
}

/** Threads need compiled code: `npm run build` first. */
test.skipIf(!existsSync(built))(
  'ranges that threads check come back in order, whatever their length',
  async () => {
    const { LeafThreads } = (await import(built.href)) as typeof leafThreads;
    const store = new VerifyStore(fixture.database);
    await store.snapshot(async (tx) => {
      const keyring = new Keyring(testSecrets);
      const here = new RangeChecker({ keyring, keys: new DataKeys(keyring), sealsSince }, (range) =>
        copyLeaves(range, tx),
      );
      const expected = [];
      for (const range of rangesOf()) expected.push(await here.check(range));
      const threads = new LeafThreads(2, {
        connection: store.connection,
        secrets: testSecrets,
        sealsSince,
        snapshot: await store.exportSnapshot(tx),
      });
      const found = await Promise.all(rangesOf().map((range) => threads.check(range)));
      await threads.end();
      expect(found).toEqual(expected);
      expect(found.flatMap(({ indices }) => [...indices])).toEqual(Array.from({ length: size }, (_, i) => i));
      expect(found.every(({ problems }) => problems.length === 0)).toBe(true);
    });
  },
);

test.skipIf(!existsSync(built))('a thread that cannot go on says so to whoever waits', async () => {
  const { LeafThreads } = (await import(built.href)) as typeof leafThreads;
  const store = new VerifyStore(fixture.database);
  await store.snapshot(async (tx) => {
    const threads = new LeafThreads(1, {
      connection: store.connection,
      secrets: testSecrets,
      sealsSince,
      snapshot: await store.exportSnapshot(tx),
    });
    const waiting = [threads.check({ from: 0, to: 700 }), threads.check({ from: 700, to: size })];
    await threads.end();
    for (const one of waiting) await expect(one).rejects.toThrow('a verifying thread ended');
  });
});
