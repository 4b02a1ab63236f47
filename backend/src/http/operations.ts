import type { FastifyInstance } from 'fastify';
import type { Config } from '../config.js';
import { Problem } from '../contract/problem.js';
import type { Database } from '../db/database.js';
import { docsPage } from './docs-page.js';
import { openApi } from './openapi.js';
import type { Readiness } from './readiness.js';

/** `__Host-` binds the cookie to this host and to TLS; browsers refuse it over plain HTTP. */
export function cookieName(config: Config): string {
  return config.publicUrl.startsWith('https:') ? '__Host-baton' : 'baton';
}

/** What probes and readers of the API ask for: open to anyone, without any data. */
export function serveOperations(
  server: FastifyInstance,
  config: Config,
  database: Database,
  readiness: Readiness,
): void {
  const document = openApi(config.version, config.publicUrl, cookieName(config));
  const page = docsPage(document);
  server.get('/healthz', (_request, reply) => reply.send({ status: 'alive' }));
  server.get('/readyz', async (_request, reply) => {
    await database.ping().catch((cause: unknown) => {
      throw new Problem('unavailable', { detail: 'The database does not answer.' }, { cause });
    });
    const hindrance = readiness.hindrance();
    if (hindrance) throw hindrance;
    return reply.send({ status: 'ready' });
  });
  server.get('/api/openapi.json', (_request, reply) => reply.send(document));
  server.get('/api/docs', (_request, reply) => reply.type('text/html; charset=utf-8').send(page));
}
