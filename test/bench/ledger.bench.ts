import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { simulate } from '../../backend/src/simulate/simulator.js';
import { freePort, type Service, spawnService, untilReady } from '../support/process.js';
import { costPerEvent, postgresTime, processorTime } from './processor-time.js';
import { quantile } from './quantile.js';
import { atLeast, atMost, type Bench, type Measure } from './result.js';

const baton = fileURLToPath(new URL('../../backend/bin/baton.mjs', import.meta.url));
const now = Date.parse('2026-03-01T00:00:00Z');
const batch = 100;
const senders = 8;
/** Sent as fast as it goes. */
const rushed = Number(process.env.BATON_BENCH_RUSHED ?? 60_000);
/** Sent evenly, events per second, for so many seconds. */
const steady = 1_000;
const steadySeconds = 30;
const size = Number(process.env.BATON_BENCH_ENTRIES ?? 1_000_000);
const fillBatch = 5_000;
const proofs = 2_000;

/** Events of the sample contact centre over and over, each with an id and a conversation of its own. */
function* events(): Generator<string> {
  for (let seed = 1; ; seed += 1) {
    const seen = new Set<string>();
    for (const { event } of simulate({ seed, now })) {
      const name = `${event.source} ${event.id}`;
      if (seen.has(name)) continue;
      seen.add(name);
      const subject = event.subject === undefined ? {} : { subject: `${seed}-${event.subject}` };
      yield JSON.stringify({ ...event, ...subject, id: `${seed}-${event.id}` });
    }
  }
}

class Client {
  /** Events that were acknowledged. */
  acknowledged = 0;
  private readonly stream = events();

  constructor(
    readonly url: string,
    private readonly key: string,
  ) {}

  take(count: number): string[] {
    return Array.from({ length: count }, () => this.stream.next().value as string);
  }

  async send(lines: readonly string[]): Promise<void> {
    const headers = {
      authorization: `Bearer ${this.key}`,
      'content-type': 'application/cloudevents-batch+json',
    };
    const response = await fetch(`${this.url}/api/events`, {
      method: 'POST',
      headers,
      body: `[${lines.join(',')}]`,
    });
    const answer = (await response.json()) as { accepted?: number };
    if (response.status !== 200 || answer.accepted !== lines.length) throw new Error(JSON.stringify(answer));
    this.acknowledged += lines.length;
  }

  async ask<T>(method: string, path: string): Promise<T> {
    const response = await fetch(this.url + path, {
      method,
      headers: { authorization: `Bearer ${this.key}` },
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    const json = response.headers.get('content-type')?.includes('json');
    return (await (json ? response.json() : response.text())) as T;
  }

  /** Size of the newest signed checkpoint; 0 before the first. */
  async signed(): Promise<number> {
    const note = await this.ask<string>('GET', '/log/baton/checkpoint').catch(() => '\n0');
    return Number(note.split('\n')[1]);
  }
}

/** The service, and the data folder of its database. */
interface Running {
  service: Service;
  folder: string;
}

async function inParallel(count: number, work: () => Promise<boolean>): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, async () => {
      while (await work());
    }),
  );
}

const secondsSince = (begun: number) => (performance.now() - begun) / 1000;

/** Batches of 100 as fast as they are acknowledged; what is not made within the time is made before. */
async function rush(client: Client, { service, folder }: Running): Promise<Measure[]> {
  const bodies = Array.from({ length: rushed / batch }, () => client.take(batch));
  const readers = {
    service: () => processorTime(service.child.pid ?? 0),
    PostgreSQL: () => postgresTime(folder),
    sender: () => processorTime(process.pid),
  };
  const begun = performance.now();
  const costs = await costPerEvent(readers, rushed, () =>
    inParallel(senders, async () => {
      const body = bodies.pop();
      if (body) await client.send(body);
      return body !== undefined;
    }),
  );
  const value = rushed / secondsSince(begun);
  return [
    { name: `appended in batches of ${batch}`, value, unit: 'events/s', aim: atLeast(5_000) },
    ...costs,
  ];
}

/** Seconds from each acknowledgement to the first signed checkpoint that covers it. */
async function keepPace(client: Client): Promise<number[]> {
  const waiting: { covered: number; at: number }[] = [];
  const waits: number[] = [];
  let sending = true;
  const watch = (async () => {
    while (sending || waiting.length > 0) {
      const signed = await client.signed();
      const seen = performance.now();
      while (waiting[0] && waiting[0].covered <= signed)
        waits.push((seen - (waiting.shift()?.at ?? 0)) / 1000);
      await pause(20);
    }
  })();
  const before = client.acknowledged;
  const begun = performance.now();
  const under: Promise<void>[] = [];
  for (let sent = 0; sent < steady * steadySeconds; sent += batch) {
    await pause(Math.max(0, begun + (sent / steady) * 1000 - performance.now()));
    const lines = client.take(batch);
    under.push(
      client.send(lines).then(() => {
        // At this size everything sent so far has its place, so this batch has too.
        waiting.push({ covered: before + sent + batch, at: performance.now() });
      }),
    );
  }
  await Promise.all(under);
  sending = false;
  await watch;
  return waits;
}

async function fill(client: Client, note: (line: string) => void): Promise<void> {
  let told = 0;
  await inParallel(3, async () => {
    const count = Math.min(fillBatch, size - client.acknowledged);
    if (count <= 0) return false;
    await client.send(client.take(count));
    if (client.acknowledged - told >= 100_000) {
      told = client.acknowledged;
      note(`${told} entries`);
    }
    return true;
  });
  while ((await client.signed()) < client.acknowledged) await pause(200);
}

/** Until everything that is derived has followed: what is measured next is the ledger's own. */
async function settle(client: Client, note: (line: string) => void): Promise<void> {
  const begun = performance.now();
  while (!(await client.ask<{ caughtUp: boolean }>('GET', '/api/pipeline')).caughtUp) await pause(500);
  note(`everything derived ${secondsSince(begun).toFixed(0)} s later`);
}

/** Largest resident memory so far, MB; Linux only. */
async function peakMemory(service: Service): Promise<number> {
  const status = await readFile(`/proc/${service.child.pid}/status`, 'utf8').catch(() => '');
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

async function resetPeak(service: Service): Promise<void> {
  await writeFile(`/proc/${service.child.pid}/clear_refs`, '5').catch(() => undefined);
}

interface Verified {
  seconds: number;
  entries: number;
  memory: number;
  /** Longest wait for an answer of a live service, ms. */
  stall: number;
}

/** Longest wait for an answer of a live service while `work` goes on, ms. */
async function longestStall(client: Client, work: () => Promise<void>): Promise<number> {
  let stall = 0;
  let running = true;
  const watch = (async () => {
    while (running) {
      const begun = performance.now();
      await fetch(`${client.url}/healthz`);
      stall = Math.max(stall, performance.now() - begun);
      await pause(10);
    }
  })();
  await work();
  running = false;
  await watch;
  return stall;
}

async function verifyAll(client: Client, service: Service): Promise<Verified> {
  let report = { ok: false, entries: 0 };
  await resetPeak(service);
  const begun = performance.now();
  const stall = await longestStall(client, async () => {
    report = await client.ask('POST', '/api/ledger/verification');
  });
  const seconds = secondsSince(begun);
  if (!report.ok) throw new Error(JSON.stringify(report));
  return { seconds, entries: report.entries, memory: await peakMemory(service), stall };
}

async function askProofs(client: Client): Promise<number[]> {
  const signed = await client.signed();
  const times: number[] = [];
  for (let i = 0; i < proofs; i += 1) {
    const index = Math.floor(((i * 0.618_033_988_749_895) % 1) * signed);
    const begun = performance.now();
    await client.ask('GET', `/log/baton/proof/inclusion?index=${index}&size=${signed}`);
    times.push(performance.now() - begun);
  }
  return times;
}

async function measureAll(
  client: Client,
  running: Running,
  note: (line: string) => void,
): Promise<Measure[]> {
  const { service } = running;
  await client.send(client.take(batch));
  const appended = await rush(client, running);
  for (const { name, value, unit } of appended) note(`${name}: ${Math.round(value)} ${unit}`);
  while ((await client.signed()) < client.acknowledged) await pause(100);
  const waits = await keepPace(client);
  note(`200 to checkpoint at ${steady} events/s: p99 ${quantile(waits, 0.99).toFixed(2)} s`);
  await fill(client, note);
  const derivingStall = await longestStall(client, () => settle(client, note));
  const verified = await verifyAll(client, service);
  const times = await askProofs(client);
  return [
    ...appended,
    {
      name: `200 to checkpoint at ${steady} events/s, p99`,
      value: quantile(waits, 0.99),
      unit: 's',
      aim: atMost(2),
    },
    { name: 'facts derived, longest stall', value: derivingStall, unit: 'ms', aim: atMost(200) },
    { name: 'entries verified', value: verified.entries, unit: '' },
    { name: 'full verification', value: verified.seconds, unit: 's', aim: atMost(60) },
    { name: 'full verification, peak memory', value: verified.memory, unit: 'MB', aim: atMost(1_000) },
    { name: 'full verification, longest stall', value: verified.stall, unit: 'ms', aim: atMost(200) },
    { name: 'inclusion proof, p50', value: quantile(times, 0.5), unit: 'ms' },
    { name: 'inclusion proof, p95', value: quantile(times, 0.95), unit: 'ms', aim: atMost(10) },
  ];
}

/** What the ledger costs with everything on, and what checking all of it costs at a million entries. */
export const bench: Bench = async (note) => {
  const folder = await mkdtemp(join(tmpdir(), 'baton-bench-'));
  const env = { BATON_PORT: String(await freePort()), BATON_DATA_DIR: folder };
  const service = spawnService(env);
  try {
    await untilReady(service);
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [baton, 'key', 'create', '--role', 'admin'],
      {
        env: { ...process.env, ...env },
      },
    );
    return await measureAll(new Client(service.url, stdout.trim()), { service, folder }, note);
  } finally {
    service.child.kill('SIGTERM');
    await service.exit;
    await rm(folder, { recursive: true, force: true });
  }
};
