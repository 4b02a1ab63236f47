import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../contract/problem.js';
import type { RouteSpec } from '../contract/route.js';
import { routes } from '../contract/routes.js';

/** Largest JSON body; routes with `consumes` read and limit their body themselves. */
const bodyLimit = 1 << 20;
/** Milliseconds for the whole of it. */
const patienceMs = 30_000;

const table: RouteSpec[] = Object.values(routes);
const readsItself = new Map(
  table.flatMap((spec) => (spec.consumes ? [[`${spec.method} ${spec.path}`, spec.consumes]] : [])),
);

const tooLarge = () => new Problem('too_large', { detail: `The body is larger than ${bodyLimit} bytes.` });

async function readText(stream: Readable, announced: number): Promise<string> {
  if (announced > bodyLimit) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  // A sender of single bytes would hold the socket for ever.
  const late = () => stream.destroy(new Problem('bad_request', { detail: 'The body arrives too slowly.' }));
  const timer = setTimeout(late, patienceMs);
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > bodyLimit) throw tooLarge();
      chunks.push(chunk);
    }
  } finally {
    clearTimeout(timer);
  }
  try {
    // The default decoder would replace bad bytes and so change what was sent.
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch (cause) {
    throw new Problem('bad_request', { detail: 'The body is not UTF-8.' }, { cause });
  }
}

function ownTypes(request: FastifyRequest): readonly string[] | undefined {
  return readsItself.get(`${request.method} ${request.routeOptions.url}`);
}

function notTaken(request: FastifyRequest): Problem {
  const types = ownTypes(request) ?? ['application/json'];
  return new Problem('unsupported_media', {
    detail: `The header "content-type" must be ${types.join(' or ')}.`,
  });
}

/** JSON for every route, and the untouched stream for routes that read their body themselves. Nothing else. */
export function acceptBodies(server: FastifyInstance): void {
  const parseJson = server.getDefaultJsonParser('error', 'error');
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', (request, payload, done) => {
    if (ownTypes(request)) {
      done(null, payload);
      return;
    }
    if (request.headers['content-encoding']) {
      done(new Problem('unsupported_media', { detail: 'This route takes no compressed body.' }));
      return;
    }
    const announced = Number(request.headers['content-length'] ?? 0);
    readText(payload as unknown as Readable, announced).then(
      (text) => parseJson(request, text, done),
      (error: Error) => done(error),
    );
  });
  const others = new Set([...readsItself.values()].flat());
  others.delete('application/json');
  server.addContentTypeParser([...others], (request, payload, done) => {
    const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
    if (ownTypes(request)?.includes(type)) done(null, payload);
    else done(notTaken(request));
  });
  server.addContentTypeParser('*', (request, _payload, done) => done(notTaken(request)));
}
