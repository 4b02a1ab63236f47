import { randomBytes } from 'node:crypto';
import { constants, readFileSync } from 'node:fs';
import {
  chmod,
  chown,
  type FileHandle,
  mkdir,
  open,
  readFile,
  readlink,
  realpath,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { platform } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '../config.js';

/** The user that PostgreSQL runs as: it refuses to run as root. */
export interface PostgresUser {
  uid: number;
  gid: number;
}

/** Under root: whoever owns the data already, else `postgres`, else `nobody`. Otherwise ourselves. */
export async function postgresUser(folder: string): Promise<PostgresUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const existing = await stat(folder).catch(() => undefined);
  if (existing && existing.uid !== 0) return { uid: existing.uid, gid: existing.gid };
  const accounts = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const account = accounts.find(([user]) => user === name);
    if (account) return { uid: Number(account[2]), gid: Number(account[3]) };
  }
  throw new Error(
    'PostgreSQL does not run as root, and there is no user `postgres` or `nobody` to run it as.',
  );
}

/** A folder as PostgreSQL is told of it, and what must be handed down to its process. */
export interface FolderPath {
  path: string;
  /** Becomes file descriptor 3 of the process. */
  handle?: FileHandle;
}

/**
 * Another user cannot walk through a 0700 folder (root's home, say) to the data below it. Linux follows
 * /proc/self/fd/N to an open folder without looking at its parents, so the folder is opened by us and handed down.
 */
export async function reachableBy(user: PostgresUser | undefined, folder: string): Promise<FolderPath> {
  if (!user || platform() !== 'linux') return { path: folder };
  return { path: '/proc/self/fd/3', handle: await open(folder, constants.O_RDONLY | constants.O_DIRECTORY) };
}

export async function makeFolder(folder: string, user: PostgresUser | undefined): Promise<void> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o700);
  if (user) await chown(folder, user.uid, user.gid);
}

/** The database password of this data folder, made on first use and readable by us alone. */
export async function databasePassword(dataDir: string): Promise<string> {
  const path = join(dataDir, 'postgres.password');
  const known = await readFile(path, 'utf8').catch(() => undefined);
  if (known) return known.trim();
  const password = randomBytes(24).toString('base64url');
  await writeFile(path, `${password}\n`, { mode: 0o600 });
  return password;
}

/** State and start time of a process, from the fields after its name; Linux only. */
function processStat(pid: number): { state: string; startedAt: string } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', startedAt: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  // A dead process that its parent has not collected still takes signals.
  if (processStat(pid)?.state === 'Z') return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

export const claimFile = 'baton.pid';

/** One Baton per data folder. The start time tells our predecessor from a stranger with its process id. */
export async function claim(dataDir: string): Promise<void> {
  const path = join(dataDir, claimFile);
  const [pid, startedAt] = (await readFile(path, 'utf8').catch(() => '')).split(' ');
  const owner = Number(pid);
  const same = startedAt === '' || processStat(owner)?.startedAt === startedAt;
  if (owner > 0 && owner !== process.pid && isAlive(owner) && same) {
    throw new ConfigError(
      `${dataDir} is in use by another Baton (process ${owner}). Stop it, or set BATON_DATA_DIR to another folder.`,
    );
  }
  await writeFile(path, `${process.pid} ${processStat(process.pid)?.startedAt ?? ''}`);
}

async function worksIn(pid: number, folder: string): Promise<boolean> {
  if (platform() !== 'linux') return true;
  const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
  return cwd !== undefined && cwd === (await realpath(folder));
}

export interface RunningPostgres {
  pid: number;
  port: number;
}

/**
 * The postmaster that runs on this folder, by its lock file. After `kill -9` or in a new container the file may
 * name a process that is gone or is somebody else's: PostgreSQL then refuses to start, so such a file is removed.
 */
export async function findRunning(folder: string): Promise<RunningPostgres | undefined> {
  const path = join(folder, 'postmaster.pid');
  const lines = (await readFile(path, 'utf8').catch(() => '')).split('\n');
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return undefined;
  if (!(await worksIn(pid, folder))) {
    await rm(path, { force: true });
    return undefined;
  }
  return { pid, port: Number(lines[3]) };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Fast shutdown; after 20 s the hard way, from which PostgreSQL recovers at its next start. */
export async function stopProcess(pid: number): Promise<void> {
  const signals: [NodeJS.Signals, number][] = [
    ['SIGINT', 20_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ];
  for (const [signal, patience] of signals) {
    if (!isAlive(pid)) return;
    process.kill(pid, signal);
    for (let waited = 0; waited < patience && isAlive(pid); waited += 25) await pause(25);
  }
}
