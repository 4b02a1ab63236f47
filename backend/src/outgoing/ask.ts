import { type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { type Guard, hostOf } from './guard.js';

/** How long an answer may take, and how much of it is read. */
interface Patience {
  ms: number;
  bytes: number;
  /** Ends the waiting. */
  signal?: AbortSignal | undefined;
}

/** For whoever only wants to know whether it was taken. */
const usual: Patience = { ms: 10_000, bytes: 1 << 16 };

export interface Asked {
  status: number;
  /** The beginning of the answer. */
  text: string;
  /** When to ask again, as the answer says it. */
  retryAfter: string | undefined;
}

function open(request: Request, guard: Guard | undefined, signal: AbortSignal) {
  const url = new URL(request.url);
  const port = Number(url.port || (url.protocol === 'http:' ? 80 : 443));
  const send = url.protocol === 'http:' ? overHttp : overHttps;
  return send(url, {
    method: request.method,
    headers: Object.fromEntries(request.headers),
    signal,
    agent: false,
    ...(guard ? { lookup: guard.lookupFor(hostOf(url), port) } : {}),
  });
}

/**
 * Asks an address once. It shall answer soon, and itself: a redirect could lead into the network that we stand in,
 * and is given back like any other answer. Without a guard the address is the operator's own choice.
 */
export async function ask(request: Request, guard?: Guard, patience: Patience = usual): Promise<Asked> {
  guard?.expectUrl(request.url);
  const body = Buffer.from(await request.arrayBuffer());
  const timeout = AbortSignal.timeout(patience.ms);
  const signal = patience.signal ? AbortSignal.any([timeout, patience.signal]) : timeout;
  const late = (error: unknown) => (timeout.aborted ? new Error('it does not answer') : error);
  const response = await new Promise<IncomingMessage>((done, fail) => {
    const sending = open(request, guard, signal);
    if (body.length > 0) sending.setHeader('content-length', body.length);
    sending.on('error', (error) => fail(late(error)));
    sending.on('response', done);
    sending.end(body);
  });
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    chunks.push(chunk as Buffer);
    length += (chunk as Buffer).length;
    // Leaving the loop ends the connection.
    if (length > patience.bytes) break;
  }
  return {
    status: response.statusCode ?? 0,
    text: Buffer.concat(chunks).toString('utf8'),
    retryAfter: response.headers['retry-after'],
  };
}

/** Refuses everything but success. */
export function expectSuccess(status: number): void {
  if (status < 200 || status > 299) throw new Error(`it answered ${status}`);
}
