import { openAsBlob } from 'node:fs';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { CloudEvent } from '../../backend/src/contract/events.js';
import type { ImportJob } from '../../backend/src/contract/imports.js';
import { recordsOf, sources } from '../../backend/src/sources/registry.js';
import { type BenchService, untilFollowed, withService } from './bench-service.js';
import { conversationsOf, type Format, formats } from './import-files.js';
import { forgetPeak, peakOf } from './peak-memory.js';
import { atLeast, atMost, type Measure } from './result.js';
import { bodiesOfLines, makeBodies, sendBodies } from './send-events.js';

/** `BATON_BENCH_EVENTS`: events of each file that is taken into the ledger. */
const fileEvents = Number(process.env.BATON_BENCH_EVENTS ?? 160_000);
/** Events that are sent in turns with the files, as the ingest bench sends them; the first ones warm up. */
const roundEvents = 24_000;
/** Asking how far it is costs what the import could use. */
const lookEveryMs = 250;
/** 400 MB. */
const mostMiB = 400 / 1.048576;

interface Log {
  name: Format;
  text: string;
}

/** The events of a file, under its own name as source or another. */
async function* eventsOf({ name, text }: Log, as: string = name): AsyncGenerator<CloudEvent> {
  const source = sources.get(name);
  if (!source) throw new Error(`no source ${name}`);
  const records = recordsOf(source, Readable.from([Buffer.from(text)]));
  for await (const mapped of source.read(records, { source: as })) {
    if (!('events' in mapped)) throw new Error(mapped.reason);
    yield* mapped.events;
  }
}

/** Whole conversations that give about so many events. */
async function logOf(name: Format, events: number): Promise<Log> {
  const texts = conversationsOf(name);
  const next = () => texts.next().value as string;
  let text = next();
  let ofOne = 0;
  for await (const _ of eventsOf({ name, text })) ofOne++;
  for (let count = ofOne; count < events; count += ofOne) text += next();
  return { name, text };
}

/** The events of a file under another source, as bodies of one event per line. */
async function bodiesOf(log: Log): Promise<string[]> {
  const lines: string[] = [];
  for await (const event of eventsOf(log, `${log.name}-sent`)) lines.push(JSON.stringify(event));
  return bodiesOfLines(lines);
}

/** The routes of the import page. */
class ImportCalls {
  /** Of the answers so far, ms. */
  slowest = 0;

  constructor(private readonly running: BenchService) {}

  async call(method: string, path: string, body?: BodyInit, type = 'application/json'): Promise<ImportJob> {
    const { service, key } = this.running;
    const headers: Record<string, string> = { authorization: `Bearer ${key}` };
    if (body !== undefined) headers['content-type'] = type;
    const answer = await fetch(`${service.url}/api/imports${path}`, { method, headers, body });
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()) as ImportJob;
  }

  async until(id: string, state: ImportJob['state']): Promise<ImportJob> {
    for (;;) {
      const asked = performance.now();
      const job = await this.call('GET', `/${id}`);
      this.slowest = Math.max(this.slowest, performance.now() - asked);
      if (job.state === state) return job;
      if (job.state === 'failed') throw new Error(job.problem ?? 'failed');
      await pause(lookEveryMs);
    }
  }

  /** Brings a file and has it checked; gives the import's id. */
  async check(name: string, body: BodyInit): Promise<string> {
    const { id } = await this.call('POST', '');
    await this.call('POST', `/${id}/files?name=${name}`, body, 'application/octet-stream');
    await this.call('POST', `/${id}/check`, '{}');
    await this.until(id, 'checked');
    return id;
  }

  /** Lets it in; gives the seconds from the start to the end, and its events. */
  async run(id: string): Promise<{ seconds: number; events: number }> {
    const begun = performance.now();
    await this.call('POST', `/${id}/start`);
    const { progress } = await this.until(id, 'finished');
    return { seconds: (performance.now() - begun) / 1000, events: progress?.accepted ?? 0 };
  }
}

const memory = (name: string, peak: number | undefined, aim?: Measure['aim']): Measure[] =>
  peak === undefined ? [] : [{ name, value: peak, unit: 'MiB', aim }];

/** A service that does nothing else takes a file and reads it for its preview: the memory that this needs. */
export const checkInService = (file: string, note: (line: string) => void): Promise<Measure[]> =>
  withService('admin', async (running) => {
    const { pid } = running.service.child;
    const idle = await peakOf(pid);
    const calls = new ImportCalls(running);
    const begun = performance.now();
    await calls.check('file', await openAsBlob(file));
    note(`brought and checked in ${Math.round((performance.now() - begun) / 1000)} s`);
    return [
      ...memory('peak memory of the service before', idle),
      ...memory('peak memory of the service with the file, checking it', await peakOf(pid), atMost(mostMiB)),
      { name: 'slowest answer while checking', value: calls.slowest, unit: 'ms', aim: atMost(200) },
    ];
  });

/**
 * Each file into the ledger, in turns with events of the sample contact centre that are sent, and with its own: what an
 * event costs the ledger depends on what it is and on how many conversations there are.
 */
export const intoLedger = (note: (line: string) => void): Promise<Measure[]> =>
  withService('admin', async (running) => {
    const { service, key, database } = running;
    const { pid } = service.child;
    const sample = makeBodies(roundEvents * (formats.length + 2));
    const perRound = sample.length / (formats.length + 2);
    const send = async (bodies: string[], events: number) => {
      const seconds = await sendBodies(service.url, key, bodies);
      await untilFollowed(database);
      note(`sent: ${Math.round(events / seconds)} events/s`);
      return events / seconds;
    };
    const rates: number[] = [];
    const sendSample = async () => rates.push(await send(sample.splice(0, perRound), roundEvents));
    await sendSample();
    rates.pop();
    await sendSample();
    const peakSending = await peakOf(pid);
    const done: { name: string; rate: number; peer: number; peak: number | undefined }[] = [];
    const calls = new ImportCalls(running);
    for (const name of formats) {
      const log = await logOf(name, fileEvents);
      await forgetPeak(pid);
      const { seconds, events } = await calls.run(await calls.check(name, log.text));
      const peak = await peakOf(pid);
      note(`${name}: ${events} events, ${Math.round(events / seconds)} events/s`);
      await untilFollowed(database);
      const bodies = await bodiesOf(await logOf(name, roundEvents));
      const peer = await send(
        bodies,
        bodies.reduce((sum, body) => sum + body.split('\n').length - 1, 0),
      );
      done.push({ name, rate: events / seconds, peer, peak });
      await sendSample();
    }
    const ingest = rates.length / rates.reduce((sum, rate) => sum + 1 / rate, 0);
    return [
      { name: 'events of the sample, sent', value: ingest, unit: 'events/s' },
      ...memory('peak memory of the service while they are sent', peakSending),
      ...done.flatMap(({ name, rate, peer, peak }) => [
        { name: `${name}: file to ledger`, value: rate, unit: 'events/s' },
        {
          name: `${name}: of the rate of sending the sample`,
          value: rate / ingest,
          unit: '×',
          aim: atLeast(0.8),
        },
        { name: `${name}: events like its own, sent`, value: peer, unit: 'events/s' },
        { name: `${name}: of that rate`, value: rate / peer, unit: '×', aim: atLeast(0.8) },
        ...memory(`${name}: peak memory of the service meanwhile`, peak),
      ]),
      { name: 'slowest answer while importing', value: calls.slowest, unit: 'ms', aim: atMost(200) },
    ];
  });
