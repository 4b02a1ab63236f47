import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Logger, pino } from 'pino';
import type { DataSource } from 'typeorm';
import { inject } from 'vitest';
import { AccountService } from '../../backend/src/access/account.service.js';
import { appModule } from '../../backend/src/app.module.js';
import { type Clock, type Config, loadConfig } from '../../backend/src/config.js';
import type { Role } from '../../backend/src/contract/roles.js';
import type { Database } from '../../backend/src/db/database.js';
import { createServer } from '../../backend/src/http/server.js';
import { type Admin, openDatabaseAt, openTestDatabase } from './database.js';

export type Person = Exclude<Role, 'ingest'>;
export interface Answer<Body = unknown> {
  status: number;
  headers: Headers;
  /** Parsed when it is JSON, else text. */
  body: Body;
}
/** Calls the app as somebody; `path` begins with a slash. */
export type Call = <Body = unknown>(method: string, path: string, body?: unknown) => Promise<Answer<Body>>;

export interface TestApp {
  app: NestFastifyApplication;
  url: string;
  /** As the service: it may add to the ledger and change nothing in it. */
  database: Database;
  dataSource: DataSource;
  /** As superuser. */
  admin: Admin;
  config: Config;
  /** Without any credentials. */
  anonymous: Call;
  /** As a person with this role, signed in once. */
  as(role: Person): Promise<Call>;
  /** As a program whose key has this role. */
  withKey(role: Role): Promise<Call>;
  /** The key itself. */
  key(role: Role): Promise<string>;
  close(): Promise<void>;
}

export const password = 'a long test password';
export const emailOf = (role: Role): string => `${role}@test.example`;

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text();
  return response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
}

export function caller(url: string, headers: Record<string, string> = {}): Call {
  return async <Body>(method: string, path: string, body?: unknown) => {
    const sent: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await fetch(url + path, {
      method,
      headers: { origin: url, ...sent, ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
      redirect: 'manual',
    });
    return { status: response.status, headers: response.headers, body: (await readBody(response)) as Body };
  };
}

async function signIn(url: string, role: Person): Promise<Call> {
  const answer = await caller(url)('POST', '/api/session', { email: emailOf(role), password });
  if (answer.status !== 201) throw new Error(`sign-in failed: ${JSON.stringify(answer.body)}`);
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  return caller(url, { cookie });
}

function remember<Name extends string, Value>(make: (name: Name) => Promise<Value>) {
  const made = new Map<Name, Promise<Value>>();
  return (name: Name) => {
    const value = made.get(name) ?? make(name);
    made.set(name, value);
    return value;
  };
}

interface TestAppOptions {
  config?: Partial<Config>;
  clock?: Clock;
  log?: Logger;
  /** A database that is there and stays; otherwise one of its own. */
  databaseUrl?: string;
}

/** The real app on a random port over a database of its own; answers are checked against the contract. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const connections = options.config?.databasePool;
  const opened = await (options.databaseUrl
    ? openDatabaseAt(options.databaseUrl, connections)
    : openTestDatabase(connections));
  const { database, dataSource, admin, close: closeDatabase, url: databaseUrl } = opened;
  const config: Config = {
    ...loadConfig({ DATABASE_URL: databaseUrl, BATON_LOG_LEVEL: 'silent' }),
    dataDir: `${inject('scratch')}/${new URL(databaseUrl).pathname}`,
    scheduleSeconds: 0,
    checkResponses: true,
    // The test server runs without fsync.
    requireDurable: false,
    ...options.config,
  };
  const log = options.log ?? pino({ level: config.logLevel });
  const module = appModule({ config, clock: options.clock ?? Date.now, database, log });
  const app = await createServer(module, config, log, database);
  await app.listen(0, '127.0.0.1');
  const url = `http://127.0.0.1:${(app.getHttpServer().address() as { port: number }).port}`;
  const accounts = app.get(AccountService, { strict: false });
  const as = remember(async (role: Person) => {
    if (!(await accounts.list()).some(({ email }) => email === emailOf(role))) {
      await accounts.create({ name: `The ${role}`, email: emailOf(role), role, password });
    }
    return signIn(url, role);
  });
  const key = remember(async (role: Role) => (await accounts.createKey(`The ${role}`, role)).key);
  return {
    app,
    url,
    database,
    dataSource,
    admin,
    config,
    anonymous: caller(url),
    as,
    key,
    withKey: async (role) => caller(url, { authorization: `Bearer ${await key(role)}` }),
    async close() {
      await app.close();
      await closeDatabase();
    },
  };
}
