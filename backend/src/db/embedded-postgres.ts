import { type ChildProcess, spawn } from 'node:child_process';
import { chown, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findBinaries, type PostgresBinaries } from './postgres-binaries.js';
import {
  claim,
  claimFile,
  databasePassword,
  type FolderPath,
  findRunning,
  makeFolder,
  type PostgresUser,
  postgresUser,
  reachableBy,
  stopProcess,
} from './postgres-folder.js';

interface EmbeddedOptions {
  /** Holds the cluster in `postgres` and its password. */
  dataDir: string;
  /** A free one is chosen when absent. */
  port?: number;
  /** Server settings, as for `postgres -c`. */
  settings?: Record<string, string>;
}

const superuser = 'baton';
const keptLines = 60;
const startPatience = 60_000;
const revivePause = 2_000;

/** The last lines that a program wrote: shown when it fails, dropped otherwise. */
class LogTail {
  private lines: string[] = [];

  follow(child: ChildProcess): void {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (data: Buffer) => {
        this.lines = [...this.lines, ...data.toString().trimEnd().split('\n')].slice(-keptLines);
      });
    }
  }

  has(text: string): boolean {
    return this.lines.some((line) => line.includes(text));
  }

  toString(): string {
    return this.lines.join('\n');
  }
}

const urlOf = (password: string, port: number) =>
  `postgres://${superuser}:${password}@127.0.0.1:${port}/postgres`;

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

async function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });
}

function run(program: string, args: string[], user: PostgresUser | undefined, folder: FolderPath) {
  const tail = new LogTail();
  // A session of its own: Ctrl-C in the terminal reaches us, and we stop PostgreSQL last.
  const child = spawn(program, args, {
    ...user,
    cwd: '/',
    detached: true,
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'pipe', folder.handle ? folder.handle.fd : 'ignore'],
  });
  tail.follow(child);
  const exit = new Promise<number | string>((done) => {
    child.once('error', (error) => done(error.message));
    child.once('exit', (code, signal) => done(code ?? signal ?? 'unknown'));
  });
  return { child, tail, exit };
}

/** Connection string of the server that already runs on this data folder, for commands beside it. */
export async function runningUrl(dataDir: string): Promise<string | undefined> {
  const running = await findRunning(join(resolve(dataDir), 'postgres'));
  return running && urlOf(await databasePassword(dataDir), running.port);
}

/** A PostgreSQL of our own: a child process on 127.0.0.1, its cluster below the data folder. */
export class EmbeddedPostgres {
  private child: ChildProcess | undefined;
  private stopping = false;
  private port = 0;
  /** It has run once: its port is known to others and stays. */
  private launched = false;

  private constructor(
    private readonly folder: string,
    private readonly options: EmbeddedOptions,
    private readonly binaries: PostgresBinaries,
    private readonly user: PostgresUser | undefined,
    private readonly password: string,
  ) {}

  static async start(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
    const dataDir = resolve(options.dataDir);
    await mkdir(dataDir, { recursive: true });
    await claim(dataDir);
    const folder = join(dataDir, 'postgres');
    const user = await postgresUser(folder);
    const binaries = await findBinaries(user !== undefined);
    const password = await databasePassword(dataDir);
    const server = new EmbeddedPostgres(folder, options, binaries, user, password);
    // Left behind when we were killed: the folder is claimed, so nobody else is using it.
    const orphan = await findRunning(folder);
    if (orphan) await stopProcess(orphan.pid);
    await server.initialise();
    await server.launch();
    process.once('exit', server.abandon);
    return server;
  }

  get url(): string {
    return urlOf(this.password, this.port);
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  async stop(): Promise<void> {
    this.stopping = true;
    process.off('exit', this.abandon);
    if (this.child?.pid && this.child.exitCode === null && this.child.signalCode === null) {
      await stopProcess(this.child.pid);
    }
    await rm(join(this.folder, '..', claimFile), { force: true });
  }

  /** We end without having stopped it: it goes down by itself. */
  private readonly abandon = (): void => {
    this.child?.kill('SIGINT');
  };

  /** initdb works in a folder beside, so that being killed in the middle leaves no half of a cluster. */
  private async initialise(): Promise<void> {
    const version = await readFile(join(this.folder, 'PG_VERSION'), 'utf8').catch(() => undefined);
    const major = this.binaries.version.split('.')[0];
    if (version && version.trim() !== major) {
      throw new Error(`${this.folder} belongs to PostgreSQL ${version.trim()}, this is ${major}.`);
    }
    if (version) return;
    const fresh = `${this.folder}.new`;
    await rm(fresh, { recursive: true, force: true });
    await makeFolder(fresh, this.user);
    const secrets = await mkdtemp(join(tmpdir(), 'baton-'));
    try {
      await this.runInitdb(fresh, secrets);
    } finally {
      await rm(secrets, { recursive: true, force: true });
    }
    await rename(fresh, this.folder);
  }

  private async runInitdb(fresh: string, secrets: string): Promise<void> {
    const passwordFile = join(secrets, 'password');
    await writeFile(passwordFile, this.password, { mode: 0o600 });
    if (this.user) {
      await chown(passwordFile, this.user.uid, this.user.gid);
      await chown(secrets, this.user.uid, this.user.gid);
    }
    const path = await reachableBy(this.user, fresh);
    const args = ['-D', path.path, '-U', superuser, '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
    args.push('-E', 'UTF8', '--no-locale', '--locale-provider=builtin', '--builtin-locale=C.UTF-8');
    const { tail, exit } = run(this.binaries.initdb, args, this.user, path);
    const code = await exit;
    await path.handle?.close();
    if (code !== 0) throw new Error(`initdb failed (${code}):\n${tail}`);
  }

  private async launch(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      if (!this.launched) this.port = this.options.port ?? (await freePort());
      const failure = await this.tryLaunch();
      if (failure === undefined) return;
      // The port was taken since we looked, or the last server's memory is not yet gone.
      const passing = failure.has('could not bind') || failure.has('pre-existing shared memory block');
      if (!passing || attempt === 5) throw new Error(`PostgreSQL did not start:\n${failure}`);
      await pause(500 * attempt);
    }
  }

  private async tryLaunch(): Promise<LogTail | undefined> {
    const path = await reachableBy(this.user, this.folder);
    const settings = {
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      port: String(this.port),
      jit: 'off',
      log_min_messages: 'warning',
      ...this.options.settings,
    };
    const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const { child, tail, exit } = run(this.binaries.postgres, ['-D', path.path, ...args], this.user, path);
    let exited = false;
    void exit.then(() => {
      exited = true;
    });
    this.child = child;
    let ready = false;
    for (let waited = 0; waited < startPatience && !exited && !ready; waited += 20) {
      ready = await this.isReady(child.pid);
      if (!ready) await pause(20);
    }
    await path.handle?.close();
    if (ready && !exited) {
      this.launched = true;
      void exit.then(() => this.revive());
      return undefined;
    }
    if (child.pid && !exited) await stopProcess(child.pid);
    return tail;
  }

  /** PostgreSQL writes its state into the eighth line of its lock file. */
  private async isReady(pid: number | undefined): Promise<boolean> {
    const lines = (await readFile(join(this.folder, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
    return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
  }

  /**
   * It died under us (killed, out of memory, disk full): the same port again, callers meet 503 meanwhile. What keeps
   * it from starting may pass, a full disk say, so it is tried for as long as we run; the first reason is told.
   */
  private async revive(): Promise<void> {
    for (let attempt = 1; !this.stopping; attempt += 1) {
      try {
        await this.launch();
        return;
      } catch (error) {
        if (attempt === 1 && !this.stopping) process.stderr.write(`${(error as Error).message}\n`);
      }
      await pause(revivePause);
    }
  }
}
