import { setTimeout } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { createDataSource, poolOf } from './data-source.js';
import { Database } from './database.js';

const patience = 30_000;

/** The URL with another user, and with this password or none. */
export function withUser(url: string, user: string, password = ''): string {
  const parsed = new URL(url);
  parsed.username = user;
  parsed.password = password;
  return parsed.href;
}

export const userOf = (url: string): string => decodeURIComponent(new URL(url).username);

/** SQLSTATE or system code of a failure, also of one that was wrapped. */
export function codeOf(error: unknown): string {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as { code?: unknown };
    if (typeof code === 'string') return code;
  }
  return '';
}

async function checkVersion(dataSource: DataSource): Promise<void> {
  const [row] = await dataSource.query('show server_version_num');
  if (Number(row.server_version_num) >= 150_000) return;
  await dataSource.destroy();
  throw new Error('Baton needs PostgreSQL 15 or newer.');
}

/** A database beside us (compose, a restart) may come up a little later than we do. */
export async function connect(url: string, poolSize: number): Promise<DataSource> {
  const dataSource = await connectPatiently(url, poolSize);
  await checkVersion(dataSource);
  return dataSource;
}

async function connectPatiently(url: string, poolSize: number): Promise<DataSource> {
  const giveUpAt = performance.now() + patience;
  for (;;) {
    const dataSource = createDataSource({ url, poolSize, statementTimeout: 120_000 });
    try {
      return await dataSource.initialize();
    } catch (cause) {
      const passing = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ECONNRESET', '57P03'].includes(
        codeOf(cause),
      );
      if (!passing || performance.now() > giveUpAt) {
        throw new Error(`The database does not take us in: ${(cause as Error).message}`, { cause });
      }
      await setTimeout(300);
    }
  }
}

/** Connects for the while. */
export async function connected<T>(
  url: string,
  work: (database: Database, dataSource: DataSource) => Promise<T>,
): Promise<T> {
  const dataSource = await connect(url, 2);
  try {
    return await work(new Database(poolOf(dataSource)), dataSource);
  } finally {
    await dataSource.destroy();
  }
}
