import { createServer as createSocket } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { AccountService } from './access/account.service.js';
import { createSampleAccounts } from './access/sample-accounts.js';
import { appModule } from './app.module.js';
import { type Clock, type Config, ConfigError } from './config.js';
import { type OpenDatabase, openDatabase } from './db/open-database.js';
import { createServer } from './http/server.js';
import { databaseLogin } from './ledger/database-login.service.js';

export interface Running {
  app: NestFastifyApplication;
  /** Where it listens. */
  url: string;
  /** Of the link that makes the first administrator, while there is none. */
  setupToken: string | undefined;
  /** HTTP first, then Nest, then PostgreSQL. */
  stop(): Promise<void>;
}

/** Requests that are under way get this long. */
const drainMs = 10_000;

function portTaken(config: Config): ConfigError {
  return new ConfigError(
    `Port ${config.port} is taken. Set BATON_PORT to a free one, for example BATON_PORT=${config.port + 1}.`,
  );
}

/** Before anything is started: a second start on the same port shall touch nothing. */
async function checkPort(config: Config): Promise<void> {
  const { port, host } = config;
  if (port === 0) return;
  await new Promise<void>((done, fail) => {
    const probe = createSocket();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') fail(portTaken(config));
      else
        fail(new ConfigError(`Cannot listen on ${host}:${port} (BATON_HOST, BATON_PORT): ${error.message}`));
    });
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => done()));
  });
}

async function listen(app: NestFastifyApplication, config: Config): Promise<string> {
  await app.listen(config.port, config.host).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EADDRINUSE' ? portTaken(config) : error;
  });
  const address = app.getHttpServer().address() as { port: number };
  const local = ['0.0.0.0', '::', '127.0.0.1', '::1', 'localhost'].includes(config.host);
  return `http://${local ? 'localhost' : config.host}:${address.port}`;
}

async function stopServer(app: NestFastifyApplication, opened: OpenDatabase): Promise<void> {
  const server = app.getHttpServer() as { closeAllConnections(): void };
  const impatience = setTimeout(() => server.closeAllConnections(), drainMs);
  await app.close();
  clearTimeout(impatience);
  await opened.close();
}

async function prepareAccounts(app: NestFastifyApplication, config: Config): Promise<string | undefined> {
  const accounts = app.get(AccountService, { strict: false });
  if (config.demo) await createSampleAccounts(accounts);
  return accounts.offerSetup();
}

/** Database, schema, application, port: in this order, and back in the opposite one. */
export async function boot(config: Config, log: Logger, clock: Clock): Promise<Running> {
  await checkPort(config);
  const opened = await openDatabase(config, databaseLogin(config));
  let app: NestFastifyApplication | undefined;
  try {
    const { database, warnings } = opened;
    for (const warning of warnings) log.warn(warning);
    app = await createServer(appModule({ config, clock, database, log }), config, log, database);
    const setupToken = await prepareAccounts(app, config);
    const url = await listen(app, config);
    const started = app;
    return { app: started, url, setupToken, stop: () => stopServer(started, opened) };
  } catch (error) {
    await app?.close().catch(() => undefined);
    await opened.close();
    throw error;
  }
}
