import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { loadConfig } from '../../backend/src/config.js';
import { datasetFormats } from '../../backend/src/contract/dataset-formats.js';
import type { Database } from '../../backend/src/db/database.js';
import { openDatabase } from '../../backend/src/db/open-database.js';
import { sql } from '../../backend/src/db/sql.js';
import { databaseLogin } from '../../backend/src/ledger/database-login.service.js';
import { atLeast, atMost, type Bench, type Measure } from './result.js';

const examples = Number(process.env.BATON_BENCH_EXAMPLES ?? 1_000_000);
/** Rows of one statement. */
const chunk = 50_000;
const labels = 77;
const gaps = 90;
const aimMb = 300;
const dataset = 'dbench0000';
/** Those that aim at the speed of COPY. */
const fast = new Set(['arrow', 'parquet']);
const run = promisify(execFile);
const child = fileURLToPath(new URL('export-child.mjs', import.meta.url));

/** A million examples as customers write them: most of a row is text. */
async function fill(database: Database): Promise<void> {
  await database.query(sql`
    insert into dataset (id, name, version, built_at, built_by, manifest)
    values (${dataset}, 'Bench', 1, now(), 'bench', '{}'::jsonb)`);
  for (let first = 0; first < examples; first += chunk) await fillRows(database, first);
  await database.query(sql`vacuum analyze dataset_example`);
}

async function fillRows(database: Database, first: number): Promise<void> {
  await database.query(sql`
    insert into dataset_example (
      dataset_id, row_no, id, text, label, split, language, gap, handoff, source, event, answer, reply, quality,
      decision, weight)
    select ${dataset}, n, 'e' || substr(hash, 1, 16),
           'why was ' || substr(hash, 1, 5) || ' charged for my ' || substr(hash, 6, 7) || ' payment number ' || n
             || ' when the card was blocked',
           'intent_' || (n::bigint * 7919) % ${labels}, (array['train', 'train', 'train', 'validation', 'test'])[1 + n % 5],
           (array['en', 'en', 'en', 'de', null])[1 + n % 5], 'gap' || lpad(((n::bigint * 7919) % ${gaps})::text, 4, '0'),
           substr(hash, 1, 22), 'web', gen_random_uuid()::text,
           case when n % 3 > 0 then 'I have refunded the fee of ' || substr(hash, 3, 6) || ' to your account.' end,
           'Sorry, I did not understand that.', 'resolved', null, 1
    from (select n, md5(n::text) as hash from generate_series(${first}::int, ${first + chunk - 1}::int) as n) as numbered`);
}

interface Written {
  seconds: number;
  bytes: number;
  memoryMb: number;
}

/** Rows per second and peak memory of every format, each in a process of its own, beside COPY of the same rows. */
export const bench: Bench = async (note) => {
  const folder = await mkdtemp(join(tmpdir(), 'baton-bench-'));
  const config = {
    ...loadConfig({ BATON_DATA_DIR: folder, BATON_LOG_LEVEL: 'silent' }),
    // It vacuums what it fills.
    databaseRoles: undefined,
  };
  const { database, url, close } = await openDatabase(config, databaseLogin(config));
  try {
    note(`filling ${examples} examples`);
    await fill(database);
    const about = {
      name: 'Bench',
      labels: Array.from({ length: labels }, (_, i) => `intent_${i}`),
      languages: ['en', 'de'],
      gaps: Array.from({ length: gaps }, (_, i) => `gap${String(i).padStart(4, '0')}`),
    };
    const write = async (format: string): Promise<Written> => {
      const { stdout } = await run(process.execPath, [
        child,
        JSON.stringify({ url, dataset, format, about }),
      ]);
      const written = JSON.parse(stdout) as Written;
      note(`${format}: ${JSON.stringify(written)}`);
      return written;
    };
    await write('copy');
    const copied = await write('copy');
    const measures: Measure[] = [
      { name: 'COPY TO of the same rows', value: examples / copied.seconds, unit: 'rows/s' },
    ];
    let mostMb = 0;
    for (const format of datasetFormats) {
      const { seconds, memoryMb } = await write(format);
      mostMb = Math.max(mostMb, memoryMb);
      const ratio = copied.seconds / seconds;
      measures.push(
        { name: `${format}`, value: examples / seconds, unit: 'rows/s' },
        { name: `${format} to COPY`, value: ratio, unit: '', ...(fast.has(format) && { aim: atLeast(0.5) }) },
        { name: `${format}, peak memory`, value: memoryMb, unit: 'MB', aim: atMost(aimMb) },
      );
    }
    return [...measures, { name: 'peak memory of all', value: mostMb, unit: 'MB', aim: atMost(aimMb) }];
  } finally {
    await close();
    await rm(folder, { recursive: true, force: true });
  }
};
