import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { ImportJob } from '../../backend/src/contract/imports.js';
import { recordsOf, sources } from '../../backend/src/sources/registry.js';
import { type BenchService, untilFollowed, withService } from './bench-service.js';
import { atLeast, atMost, type Measure } from './result.js';
import { bodiesOfLines, makeBodies, sendBodies } from './send-events.js';

/** Of each file, and of what is sent in turns with it as the ingest bench sends it; the first ones warm up. */
export const roundEvents = 24_000;

interface Log {
  name: string;
  text: string;
}

/** Seconds from the start to the end of an import, its events, and the slowest answer meanwhile, ms. */
async function runImport({ service, key }: BenchService, { name, text }: Log) {
  const authorization = `Bearer ${key}`;
  const call = async (method: string, path: string, body?: string, type = 'application/json') => {
    const headers: Record<string, string> = { authorization };
    if (body !== undefined) headers['content-type'] = type;
    const answer = await fetch(`${service.url}/api/imports${path}`, { method, headers, body });
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()) as ImportJob;
  };
  let slowest = 0;
  const until = async (id: string, state: ImportJob['state']) => {
    for (;;) {
      const asked = performance.now();
      const job = await call('GET', `/${id}`);
      slowest = Math.max(slowest, performance.now() - asked);
      if (job.state === state) return job;
      if (job.state === 'failed') throw new Error(job.problem ?? 'failed');
      await pause(20);
    }
  };
  const { id } = await call('POST', '');
  await call('POST', `/${id}/files?name=${name}`, text, 'application/octet-stream');
  await call('POST', `/${id}/check`, '{}');
  await until(id, 'checked');
  const begun = performance.now();
  await call('POST', `/${id}/start`);
  const { progress } = await until(id, 'finished');
  return { seconds: (performance.now() - begun) / 1000, events: progress?.accepted ?? 0, slowest };
}

/** Highest memory of a process so far, MiB; undefined where the system does not tell. */
async function peakOf(pid: number | undefined): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /VmHWM:\s+(\d+)/.exec(status)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
}

/** The events of a file under another source, as bodies of one event per line. */
async function bodiesOf({ name, text }: Log): Promise<string[]> {
  const source = sources.get(name);
  if (!source) throw new Error(`no source ${name}`);
  const lines: string[] = [];
  const records = recordsOf(source, Readable.from([Buffer.from(text)]));
  for await (const mapped of source.read(records, { source: `${name}-sent` }))
    if ('events' in mapped) lines.push(...mapped.events.map((event) => JSON.stringify(event)));
  return bodiesOfLines(lines);
}

/**
 * Each file into the ledger, in turns with events of the sample contact centre that are sent, and with its own: what an
 * event costs the ledger depends on what it is and on how many conversations there are.
 */
export const intoLedger = (logs: readonly Log[], note: (line: string) => void): Promise<Measure[]> =>
  withService('admin', async (running) => {
    const { service, key, database } = running;
    const sample = makeBodies(roundEvents * (logs.length + 2));
    const perRound = sample.length / (logs.length + 2);
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
    const done: { name: string; rate: number; peer: number }[] = [];
    let slowest = 0;
    for (const log of logs) {
      const { seconds, events, slowest: own } = await runImport(running, log);
      note(`${log.name}: ${events} events, ${Math.round(events / seconds)} events/s`);
      slowest = Math.max(slowest, own);
      await untilFollowed(database);
      done.push({ name: log.name, rate: events / seconds, peer: await send(await bodiesOf(log), events) });
      await sendSample();
    }
    const ingest = rates.length / rates.reduce((sum, rate) => sum + 1 / rate, 0);
    const peak = await peakOf(service.child.pid);
    return [
      { name: 'events of the sample, sent', value: ingest, unit: 'events/s' },
      ...done.flatMap(({ name, rate, peer }) => [
        { name: `${name}: file to ledger`, value: rate, unit: 'events/s' },
        { name: `${name}: the same events, sent`, value: peer, unit: 'events/s' },
        {
          name: `${name}: of the rate of sending the sample`,
          value: rate / ingest,
          unit: '×',
          aim: atLeast(0.8),
        },
        {
          name: `${name}: of the rate of sending the same`,
          value: rate / peer,
          unit: '×',
          aim: atLeast(0.8),
        },
      ]),
      { name: 'slowest answer while importing', value: slowest, unit: 'ms', aim: atMost(200) },
      ...(peak === undefined ? [] : [{ name: 'peak memory of the service', value: peak, unit: 'MiB' }]),
    ];
  });
