import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { ImportJob } from '../../backend/src/contract/imports.js';
import { type BenchService, untilFollowed, withService } from './bench-service.js';
import { atLeast, atMost, type Measure } from './result.js';
import { makeBodies, sendBodies } from './send-events.js';

/** Before and after each file so many events are sent, as the ingest bench sends them; the first ones warm up. */
const sentEvents = 12_000;

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

/** Each file into the ledger, in turns with events that are sent. */
export const intoLedger = (logs: readonly Log[], note: (line: string) => void): Promise<Measure[]> =>
  withService('admin', async (running) => {
    const { service, key, database } = running;
    const bodies = makeBodies(sentEvents * (logs.length + 2));
    const perRound = bodies.length / (logs.length + 2);
    const send = async () => {
      const seconds = await sendBodies(service.url, key, bodies.splice(0, perRound));
      await untilFollowed(database);
      note(`sent: ${Math.round(sentEvents / seconds)} events/s`);
      return seconds;
    };
    await send();
    let sent = await send();
    const done: { name: string; rate: number }[] = [];
    let slowest = 0;
    for (const log of logs) {
      const { seconds, events, slowest: own } = await runImport(running, log);
      slowest = Math.max(slowest, own);
      note(`${log.name}: ${events} events, ${Math.round(events / seconds)} events/s`);
      done.push({ name: log.name, rate: events / seconds });
      await untilFollowed(database);
      sent += await send();
    }
    const ingest = (sentEvents * (logs.length + 1)) / sent;
    const peak = await peakOf(service.child.pid);
    return [
      { name: 'events that are sent', value: ingest, unit: 'events/s' },
      ...done.flatMap(({ name, rate }) => [
        { name: `${name}: file to ledger`, value: rate, unit: 'events/s' },
        { name: `${name}: of the rate of sending`, value: rate / ingest, unit: '×', aim: atLeast(0.8) },
      ]),
      { name: 'slowest answer while importing', value: slowest, unit: 'ms', aim: atMost(200) },
      ...(peak === undefined ? [] : [{ name: 'peak memory of the service', value: peak, unit: 'MiB' }]),
    ];
  });
