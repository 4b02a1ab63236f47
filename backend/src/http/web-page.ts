import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { Problem } from '../contract/problem.js';

/** Paths that belong to programs: an unknown one is a problem, not the web page. */
const programs = /^\/(api|log|healthz|readyz|assets)(\/|$)/;

/** The built web page. Files below /assets carry a digest in their name and never change. */
export async function serveWebPage(server: FastifyInstance, projectRoot: string): Promise<void> {
  const root = join(projectRoot, 'dist/frontend');
  const built = existsSync(join(root, 'index.html'));
  if (built) {
    await server.register(fastifyStatic, {
      root,
      wildcard: false,
      index: false,
      preCompressed: true,
      cacheControl: false,
      setHeaders: (reply, path) => {
        const immutable = path.includes('/assets/');
        reply.header('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  }
  server.get('/*', { exposeHeadRoute: false }, (request, reply) => {
    const { pathname } = new URL(request.url, 'http://baton');
    if (programs.test(pathname)) throw new Problem('not_found');
    if (!built) throw new Problem('not_found', { detail: 'The web page is not built: npm run build.' });
    return reply.sendFile('index.html');
  });
}
