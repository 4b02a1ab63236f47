import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, Endpoint } from '../config.js';
import { type Asked, ask } from './ask.js';
import { pauseOf } from './retry-after.js';

/** An endpoint gave no answer that can be used; says so to whoever runs it, without a word that was sent. */
export class EndpointError extends Error {
  override readonly name = 'EndpointError';

  constructor(
    message: string,
    /** It asks for this pause before anybody asks again. */
    readonly pauseMs = 0,
    /** What it answered; undefined when it did not. */
    readonly status?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export interface Attempts {
  /** Asked so often at most. */
  count: number;
  /** Of one attempt. */
  patienceMs: number;
  /** Before the second attempt; doubled for each further one. */
  pauseMs: number;
  clock: Clock;
  signal?: AbortSignal | undefined;
}

/** A longer pause than this is not waited for, but said. */
const longestPauseMs = 20_000;
/** Vectors of one request take a few megabytes at most. */
const longestAnswer = 64 << 20;

/** Worth asking again: it is busy, or somewhere on the way something is. */
const isPassing = (status: number) => status === 408 || status === 429 || status >= 500;

/** Asks an OpenAI-compatible endpoint; answers its JSON, which nobody has looked at yet. Throws EndpointError. */
export async function askEndpoint(
  { url, key }: Endpoint,
  body: object,
  { count, patienceMs, pauseMs, clock, signal }: Attempts,
): Promise<unknown> {
  const headers: Record<string, string> = { 'content-type': 'application/json', accept: 'application/json' };
  if (key !== undefined) headers.authorization = `Bearer ${key}`;
  for (let attempt = 1; ; attempt++) {
    const request = new Request(url, { method: 'POST', headers, body: JSON.stringify(body) });
    const asked = await ask(request, undefined, { ms: patienceMs, bytes: longestAnswer, signal }).catch(
      asError,
    );
    if (!(asked instanceof Error) && asked.status >= 200 && asked.status < 300) return readJson(asked);
    if (signal?.aborted) throw new EndpointError('it was not waited for');
    const asks = asked instanceof Error ? 0 : pauseOf(asked.retryAfter, clock());
    const pause = Math.max(asks, pauseMs * 2 ** (attempt - 1));
    const isWorthIt = asked instanceof Error || isPassing(asked.status);
    if (!isWorthIt || attempt >= count || asks > longestPauseMs) throw failureOf(asked, asks);
    await sleep(Math.min(pause, longestPauseMs), undefined, { signal }).catch(() => undefined);
  }
}

const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)));

function failureOf(asked: Asked | Error, pauseMs: number): EndpointError {
  if (!(asked instanceof Error))
    return new EndpointError(`it answered ${asked.status}`, pauseMs, asked.status);
  const { code } = asked as NodeJS.ErrnoException;
  return new EndpointError(code ? `it cannot be reached (${code})` : 'it does not answer', 0, undefined, {
    cause: asked,
  });
}

function readJson({ text }: Asked): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Without the cause: it would quote the answer, which may quote the words.
    throw new EndpointError('it answered with something other than JSON');
  }
}
