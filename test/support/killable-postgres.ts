import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { EmbeddedPostgres } from '../../backend/src/db/embedded-postgres.js';

function parentOf(pid: string): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return 0;
  }
}

const childrenOf = (pid: number): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === pid)
    .map(Number);

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It ended by itself since we looked.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Killing every process of a server at once needs /proc. */
export const canKillPostgres = process.platform === 'linux';

/**
 * A durable PostgreSQL that outlives the services on it and can be made to crash. It writes its log to the kernel
 * only when a commit asks for it (`wal_writer_delay`), so that a commit that does not ask is lost with the memory.
 */
export class KillablePostgres {
  private constructor(private readonly server: EmbeddedPostgres) {}

  static async start(dataDir: string): Promise<KillablePostgres> {
    const settings = { max_connections: '60', wal_writer_delay: '10s', wal_writer_flush_after: '256MB' };
    return new KillablePostgres(await EmbeddedPostgres.start({ dataDir, settings }));
  }

  /** An empty database of this name. */
  async create(database: string): Promise<string> {
    const client = new pg.Client(this.server.url);
    await client.connect();
    await client.query(`create database ${database}`);
    await client.end();
    const url = new URL(this.server.url);
    url.pathname = `/${database}`;
    return url.href;
  }

  /** SIGKILL to all its processes: nothing that was in its memory is written any more. */
  kill(): void {
    const { pid } = this.server;
    if (!pid) throw new Error('PostgreSQL does not run');
    // Stopped first, so that it starts no child between the look and the kill.
    process.kill(pid, 'SIGSTOP');
    for (const victim of [...childrenOf(pid), pid]) killNow(victim);
  }

  /** Resolves when it answers. */
  async untilReady(): Promise<void> {
    const giveUpAt = performance.now() + 60_000;
    for (;;) {
      const client = new pg.Client({ connectionString: this.server.url, connectionTimeoutMillis: 5_000 });
      client.on('error', () => undefined);
      try {
        await client.connect();
        await client.query('select 1');
        return;
      } catch (error) {
        if (performance.now() > giveUpAt) throw error;
        await setTimeout(50);
      } finally {
        await client.end().catch(() => undefined);
      }
    }
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}
