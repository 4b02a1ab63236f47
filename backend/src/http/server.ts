import helmet from '@fastify/helmet';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import type { Database } from '../db/database.js';
import { acceptBodies } from './body.js';
import { CheckResponse } from './check-response.js';
import { nestLog } from './log.js';
import { serveOperations } from './operations.js';
import { ProblemFilter } from './problem-filter.js';
import { Readiness } from './readiness.js';
import { validation } from './validation.js';
import { serveWebPage } from './web-page.js';

/** Milliseconds. Large bodies of events take their time; who reads a body watches how fast it comes. */
const requestTimeout = 3_600_000;
const headersTimeout = 15_000;
const maxConnections = 2_000;
const year = 31_536_000;

/** Styles are set inline by the component library; scripts never are. */
const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:'],
    fontSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
    objectSrc: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
};

async function harden(server: FastifyInstance, config: Config): Promise<void> {
  const secure = config.publicUrl.startsWith('https:');
  await server.register(helmet, {
    contentSecurityPolicy,
    strictTransportSecurity: secure ? { maxAge: year, includeSubDomains: true } : false,
    referrerPolicy: { policy: 'no-referrer' },
    // Over plain HTTP browsers ignore these and complain.
    crossOriginOpenerPolicy: secure,
    originAgentCluster: secure,
  });
  server.addHook('onSend', async (request, reply) => {
    if (request.url.startsWith('/api/') && !reply.hasHeader('cache-control')) {
      reply.header('cache-control', 'no-store');
    }
  });
}

/** Who asked for what is personal: the route's pattern is logged, never its values. */
function logRequests(server: FastifyInstance, log: Logger): void {
  server.addHook('onResponse', async (request, reply) => {
    const { method, id } = request;
    const route = request.routeOptions.url ?? '(none)';
    const ms = Math.round(reply.elapsedTime);
    log.info({ request: id, method, route, status: reply.statusCode, ms }, 'request');
  });
}

function makeAdapter(config: Config, filter: () => ProblemFilter): FastifyAdapter {
  return new FastifyAdapter({
    logger: false,
    bodyLimit: 1 << 20,
    requestTimeout,
    trustProxy: config.trustProxy ?? false,
    http: { headersTimeout, connectionsCheckingInterval: 5_000 },
    forceCloseConnections: 'idle',
    genReqId: () => crypto.randomUUID(),
    routerOptions: { maxParamLength: 300 },
    frameworkErrors: (error: unknown, request: unknown, reply: unknown) =>
      filter().answer(error, request as FastifyRequest, reply as FastifyReply),
  });
}

/** The Nest application with everything that holds for every route. */
export async function createServer(
  module: Parameters<typeof NestFactory.create>[0],
  config: Config,
  log: Logger,
  database: Database,
): Promise<NestFastifyApplication> {
  const filter = new ProblemFilter(log, config.checkResponses);
  const adapter = makeAdapter(config, () => filter);
  const app: INestApplication = await NestFactory.create(module, adapter, {
    bodyParser: false,
    logger: nestLog(log),
    abortOnError: false,
    forceCloseConnections: false,
  });
  app.useGlobalFilters(filter);
  app.useGlobalPipes(validation);
  if (config.checkResponses) app.useGlobalInterceptors(new CheckResponse());
  const server = adapter.getInstance() as unknown as FastifyInstance;
  server.server.maxConnections = maxConnections;
  acceptBodies(server);
  await harden(server, config);
  if (config.logRequests) logRequests(server, log);
  serveOperations(server, config, database, app.get(Readiness));
  await serveWebPage(server, config.projectRoot);
  await app.init();
  return app as NestFastifyApplication;
}
