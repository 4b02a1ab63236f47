import { createReadStream, createWriteStream, readFileSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { recordsOf, sources } from '../../backend/src/sources/registry.js';
import { intoLedger, roundEvents } from './import-ledger.js';
import { atLeast, atMost, type Bench, type Measure } from './result.js';

/** `BATON_BENCH_MB`: size of each file, for a short run. */
const megabytes = Number(process.env.BATON_BENCH_MB ?? 1000);
const samples = fileURLToPath(new URL('../support/vendor-samples/', import.meta.url));
const highWaterMark = 1 << 20;
/** Events of a conversation of each format, to make files of so many events. */
const eventsOf: Record<string, number> = { genesys: 8, rasa: 5, 'openai-messages': 7 };

type Line = Record<string, unknown>;
const linesOf = (name: string): Line[] =>
  readFileSync(join(samples, `${name}.jsonl`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

const chat = {
  created_at: 1_772_442_000,
  messages: [
    { role: 'system', content: 'You help customers of an airline.' },
    { role: 'user', content: 'My bag did not arrive in Hamburg yesterday evening.' },
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'a', function: { name: 'find_bag', arguments: '{"tag":"GT 7"}' } }],
    },
    { role: 'tool', tool_call_id: 'a', content: '{"found":false}' },
    { role: 'assistant', content: 'I cannot find it and pass you on to a colleague.' },
    {
      role: 'assistant',
      content: null,
      tool_calls: [
        { id: 'b', function: { name: 'transfer_to_human_agents', arguments: '{"summary":"Bag GT 7."}' } },
      ],
    },
    { role: 'tool', tool_call_id: 'b', content: 'Transfer successful' },
  ],
};

/** The same conversation again and again under new ids. */
const conversations: Record<string, (number: number) => Line[]> = {
  genesys: (number) => linesOf('genesys').map((line) => ({ ...line, conversationId: `g-${number}` })),
  rasa: (number) => linesOf('rasa').map((line) => ({ ...line, sender_id: `r-${number}` })),
  'openai-messages': (number) => [{ id: `o-${number}`, ...chat }],
};

function* textOf(name: string): Generator<string> {
  const write = conversations[name];
  for (let bytes = 0, number = 0; bytes < megabytes * 1e6 && write; number++) {
    const text = write(number)
      .map((line) => `${JSON.stringify(line)}\n`)
      .join('');
    bytes += text.length;
    yield text;
  }
}

/** So many conversations as give a round of events. */
function ledgerText(name: string): string {
  const count = Math.round(roundEvents / (eventsOf[name] ?? 1));
  const numbers = Array.from({ length: count }, (_, number) => number);
  const lines = numbers.flatMap((number) => conversations[name]?.(number) ?? []);
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

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

/**
 * From file to events, by the adapter alone, each of three formats beside reading and parsing the same file; then from
 * file to ledger through the import page's routes, beside events that are sent.
 */
export const bench: Bench = async (note) => {
  const folder = await mkdtemp(join(tmpdir(), 'baton-bench-'));
  const measures: Measure[] = [];
  let peak = 0;
  try {
    for (const name of Object.keys(conversations)) {
      const file = join(folder, `${name}.jsonl`);
      note(`writing ${megabytes} MB of ${name}`);
      await pipeline(Readable.from(textOf(name)), createWriteStream(file));
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
          if (events % 5000 < 10) peak = Math.max(peak, process.memoryUsage.rss());
        }
      });
      measures.push(
        { name: `${name}: read and JSON.parse alone`, value: size / bare, unit: 'MB/s' },
        { name: `${name}: file to events`, value: size / own, unit: 'MB/s' },
        { name: `${name}: events`, value: events / own, unit: 'events/s' },
        { name: `${name}: of the bare rate`, value: bare / own, unit: '×', aim: atLeast(0.25) },
      );
      await rm(file);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  measures.push({ name: 'peak memory', value: peak / 2 ** 20, unit: 'MiB', aim: atMost(400) });
  const files = Object.keys(conversations).map((name) => ({ name, text: ledgerText(name) }));
  return [...measures, ...(await intoLedger(files, note))];
};
