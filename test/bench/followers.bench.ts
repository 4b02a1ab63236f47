import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import type * as composing from '../../backend/src/app.module.js';
import type { CloudEvent } from '../../backend/src/contract/events.js';
import type * as following from '../../backend/src/follow/follow.service.js';
import { FollowService } from '../../backend/src/follow/follow.service.js';
import { IngestService } from '../../backend/src/ingest/ingest.service.js';
import { LedgerStore } from '../../backend/src/ledger/ledger.store.js';
import { SearchService } from '../../backend/src/ledger/search.service.js';
import { SequencerService } from '../../backend/src/ledger/sequencer.service.js';
import { BucketService } from '../../backend/src/metrics/bucket.service.js';
import { HeldFacts } from '../../backend/src/metrics/held-facts.store.js';
import { simulate } from '../../backend/src/simulate/simulator.js';
import { costPerEvent, postgresTime, processorTime } from './processor-time.js';
import { quantile } from './quantile.js';
import { atLeast, atMost, type Bench, type Measure } from './result.js';
import { serveYear, vacuum, withYear, type Year } from './year-of-facts.js';

/** As it is built: a thread needs compiled code. */
const built = (name: string) => new URL(`../../dist/backend/src/${name}.js`, import.meta.url).href;
const { appModule } = (await import(/* @vite-ignore */ built('app.module'))) as typeof composing;
const { FollowService: BuiltFollowService } = (await import(
  /* @vite-ignore */ built('follow/follow.service')
)) as typeof following;

const newEvents = 10_000;
/** The cost of a run is the median over so many. */
const runs = 5;
const batch = 1_000;

/** Events of the sample contact centre on the year's last day, as new ones are; each with a conversation of its own. */
function* newest(now: number, firstSeed: number): Generator<CloudEvent> {
  for (let seed = firstSeed; ; seed += 1) {
    const seen = new Set<string>();
    for (const { event } of simulate({ seed, now, days: 1, conversations: 2_000 })) {
      const name = `${event.source} ${event.id}`;
      if (seen.has(name)) continue;
      seen.add(name);
      const subject = event.subject === undefined ? {} : { subject: `${seed}-${event.subject}` };
      yield { ...event, ...subject, id: `${seed}-${event.id}` } as CloudEvent;
    }
  }
}

/** One application, and events that nobody has seen yet. */
class Subject {
  private stream: Generator<CloudEvent> | undefined;

  constructor(
    private readonly app: NestFastifyApplication,
    private readonly now: number,
  ) {}

  private get<T>(service: new (...args: never[]) => T): T {
    return this.app.get(service, { strict: false });
  }

  async append(count: number): Promise<void> {
    // A history that was kept has events of earlier runs.
    this.stream ??= newest(this.now, 1 + (await this.get(LedgerStore).head()));
    const { stream } = this;
    for (let sent = 0; sent < count; sent += batch) {
      const events = Array.from({ length: batch }, () => stream.next().value as CloudEvent);
      const { accepted } = await this.get(IngestService).accept(events);
      if (accepted !== batch) throw new Error(`${accepted} of ${batch} events were accepted`);
    }
    await this.get(SequencerService).run();
  }

  /** What the schedule does with new events, s. */
  async scheduled(): Promise<number> {
    const begun = performance.now();
    await this.get(FollowService).runAll();
    await this.get(SearchService).summarise();
    await this.get(BucketService).runOnce();
    while (!(await this.get(HeldFacts).refresh()));
    return (performance.now() - begun) / 1000;
  }
}

/** Seconds of a scheduled run after new events, with the history of `episodes` before them. */
async function costAt(year: Year, note: (line: string) => void): Promise<number> {
  const app = await serveYear(year);
  await app.init();
  const subject = new Subject(app, year.now);
  const seconds: number[] = [];
  // The first run reads everything into memory and is not counted.
  for (let run = -1; run < runs; run += 1) {
    await subject.append(newEvents);
    const taken = await subject.scheduled();
    note(`${run < 0 ? 'first run' : 'run'}: ${taken.toFixed(2)} s`);
    if (run >= 0) seconds.push(taken);
  }
  await app.close();
  return quantile(seconds, 0.5);
}

async function rebuild(year: Year, note: (line: string) => void): Promise<Measure[]> {
  const app = await serveYear(year);
  await app.init();
  const subject = new Subject(app, year.now);
  const count = Number(process.env.BATON_BENCH_EVENTS ?? 200_000);
  await subject.append(count);
  await subject.scheduled();
  await app.close();
  await vacuum(year.database);
  const { config, database } = year;
  const module = appModule({ config, clock: Date.now, database, log: pino({ level: config.logLevel }) });
  const service = await NestFactory.createApplicationContext(module, { logger: false });
  note(`rebuilding ${count} events`);
  const readers = {
    service: () => processorTime(process.pid),
    PostgreSQL: () => postgresTime(year.folder),
  };
  const begun = performance.now();
  const follow = service.get(BuiltFollowService, { strict: false });
  const costs = await costPerEvent(readers, count, () => follow.rebuild());
  const value = (count * 1000) / (performance.now() - begun);
  await service.close();
  return [{ name: 'full rebuild', value, unit: 'events/s', aim: atLeast(20_000) }, ...costs];
}

/** What deriving costs: everything anew, and what is new, whatever the history. */
export const bench: Bench = async (note) => {
  const { BATON_BENCH_FOLDER: kept, BATON_BENCH_HISTORIES: histories = '1000000,10000000' } = process.env;
  const folderOf = (name: string) => (kept === undefined ? undefined : join(kept, name));
  const measures: Measure[] = [];
  await withYear({ episodes: 0, folder: undefined, note }, async (year) => {
    measures.push(...(await rebuild(year, note)));
    return [];
  });
  const costs: number[] = [];
  for (const episodes of histories.split(',').filter(Boolean).map(Number)) {
    await withYear({ episodes, folder: folderOf(String(episodes)), note }, async (year) => {
      const value = await costAt(year, note);
      costs.push(value);
      const name = `run after ${newEvents} new events, ${episodes} episodes of history`;
      measures.push({ name, value, unit: 's' });
      return [];
    });
  }
  const [less, more] = costs;
  if (less && more) measures.push({ name: 'ratio', value: more / less, unit: '', aim: atMost(1.2) });
  return measures;
};
