import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { recordsOf, sources } from '../../backend/src/sources/registry.js';
import { type Format, formats, writeFileOf } from './import-files.js';
import { checkInService, intoLedger } from './import-ledger.js';
import { peakOf } from './peak-memory.js';
import { atLeast, atMost, type Bench, type Measure } from './result.js';

/** `BATON_BENCH_MB`: size of each file, for a short run. */
const megabytes = Number(process.env.BATON_BENCH_MB ?? 1000);
const highWaterMark = 1 << 20;
const baton = fileURLToPath(new URL('../../backend/bin/baton.mjs', import.meta.url));

/** Seconds of processor time: others on the machine do not count. */
async function processorSeconds(work: () => Promise<void>): Promise<number> {
  const begin = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1e6;
}

async function parseBare(file: string): Promise<void> {
  for await (const line of createInterface({ input: createReadStream(file, { highWaterMark }) }))
    JSON.parse(line);
}

/** The highest memory of the command that reads a file and sends nothing, MiB. */
async function dryRunPeak(file: string): Promise<number | undefined> {
  const child = spawn(process.execPath, [baton, 'import', '--dry-run', file], { stdio: 'ignore' });
  const ended = new Promise<number | null>((done) => child.once('exit', done));
  let peak: number | undefined;
  const look = setInterval(async () => {
    peak = (await peakOf(child.pid)) ?? peak;
  }, 50);
  const code = await ended;
  clearInterval(look);
  if (code !== 0) throw new Error(`baton import --dry-run ended with ${code}`);
  return peak;
}

async function adapterAlone(name: Format, file: string): Promise<Measure[]> {
  const size = (await stat(file)).size / 1e6;
  const source = sources.get(name);
  if (!source) throw new Error(`no source ${name}`);
  let events = 0;
  const bare = await processorSeconds(() => parseBare(file));
  const own = await processorSeconds(async () => {
    const records = recordsOf(source, createReadStream(file, { highWaterMark }));
    for await (const mapped of source.read(records, { source: name })) {
      if (!('events' in mapped)) throw new Error(mapped.reason);
      events += mapped.events.length;
    }
  });
  const peak = await dryRunPeak(file);
  return [
    { name: `${name}: read and JSON.parse alone`, value: size / bare, unit: 'MB/s' },
    { name: `${name}: file to events`, value: size / own, unit: 'MB/s' },
    { name: `${name}: events`, value: events / own, unit: 'events/s' },
    { name: `${name}: of the bare rate`, value: bare / own, unit: '×', aim: atLeast(0.25) },
    ...(peak === undefined
      ? []
      : [
          {
            name: `${name}: peak memory of a dry run`,
            value: peak,
            unit: 'MiB',
            aim: atMost(400 / 1.048576),
          },
        ]),
  ];
}

/**
 * From file to events, by the adapter alone, each of three formats beside reading and parsing the same file; then one
 * of the files checked by the service; then from file to ledger by the routes of the import page, beside events that
 * are sent.
 */
export const bench: Bench = async (note) => {
  const folder = await mkdtemp(join(tmpdir(), 'baton-bench-'));
  const measures: Measure[] = [];
  try {
    for (const name of formats) {
      const file = join(folder, `${name}.jsonl`);
      note(`writing ${megabytes} MB of ${name}`);
      await writeFileOf(name, megabytes * 1e6, file);
      measures.push(...(await adapterAlone(name, file)));
      if (name === 'genesys') measures.push(...(await checkInService(file, note)));
      await rm(file);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return [...measures, ...(await intoLedger(note))];
};
