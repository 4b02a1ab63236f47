import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canKillPostgres, KillablePostgres } from '../support/killable-postgres.js';
import { runControl } from './harness/control-run.js';
import { runCrashes } from './harness/crash-run.js';

const seed = 20_260_302;
/** Two dozen processes start: on a busy machine that takes a while. */
const patience = 300_000;
let folder: string;
let postgres: KillablePostgres;

/** `npm run bench -- crash` is the long version. */
describe.runIf(canKillPostgres)('when processes are killed while events are written', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'baton-crash-'));
    postgres = await KillablePostgres.start(join(folder, 'postgres'));
  });
  afterAll(async () => {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test(
    'everything acknowledged is there once, as it was sent, and every checkpoint still holds',
    async () => {
      const report = await runCrashes(postgres, {
        seed,
        serviceKills: 6,
        databaseKills: 1,
        folder: join(folder, 'service'),
        note: () => undefined,
      });
      const { sent, entries, acknowledged, checkpoints } = report;
      expect(report).toMatchObject({
        lost: [],
        twice: [],
        changed: [],
        inconsistent: [],
        disorder: [],
        surprises: [],
      });
      expect(report.verified).toMatchObject({ ok: true, entries });
      expect({ acknowledged, entries }).toEqual({ acknowledged: sent, entries: sent });
      expect(checkpoints).toBeGreaterThan(1);
    },
    patience,
  );

  test(
    'commits that do not wait for the disk lose events, and the harness sees it',
    async () => {
      const control = await runControl(postgres, { seed, databaseKills: 2, folder: join(folder, 'control') });
      expect(control.lost).toBeGreaterThan(0);
    },
    patience,
  );
});
