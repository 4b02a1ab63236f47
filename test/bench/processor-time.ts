import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Measure } from './result.js';

const ticksPerSecond = 100;

interface Usage {
  parent: number;
  own: number;
  /** Of children that have ended. */
  ended: number;
}

/** Ticks of one process; undefined when there is none, or no Linux. */
async function usageOf(pid: number): Promise<Usage | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat === undefined) return undefined;
  // The name, which comes first, may hold anything.
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15);
  return { parent: fields[1] ?? 0, own: user + system, ended: endedUser + endedSystem };
}

/** Processor time that a process has used so far, s. */
export async function processorTime(pid: number): Promise<number> {
  return ((await usageOf(pid))?.own ?? 0) / ticksPerSecond;
}

/** Processor time that the embedded PostgreSQL of a data folder has used so far, all its processes, s. */
export async function postgresTime(folder: string): Promise<number> {
  const file = await readFile(join(folder, 'postgres', 'postmaster.pid'), 'utf8').catch(() => '0');
  const postmaster = Number(file.split('\n')[0]);
  const names = await readdir('/proc').catch(() => []);
  const usages = await Promise.all(
    names.filter((name) => /^\d+$/.test(name)).map((name) => usageOf(Number(name))),
  );
  const children = usages.filter((usage) => usage?.parent === postmaster);
  const own = await usageOf(postmaster);
  const ticks = children.reduce((sum, child) => sum + (child?.own ?? 0), (own?.own ?? 0) + (own?.ended ?? 0));
  return ticks / ticksPerSecond;
}

/** Processor time that each of `readers` uses per event while `work` goes through `events` of them. */
export async function costPerEvent(
  readers: Readonly<Record<string, () => Promise<number>>>,
  events: number,
  work: () => Promise<void>,
): Promise<Measure[]> {
  const read = () => Promise.all(Object.values(readers).map((reader) => reader()));
  const before = await read();
  await work();
  const after = await read();
  return Object.keys(readers).map((who, i) => ({
    name: `processor time of the ${who} per event`,
    value: (((after[i] ?? 0) - (before[i] ?? 0)) * 1e6) / events,
    unit: 'µs',
  }));
}
