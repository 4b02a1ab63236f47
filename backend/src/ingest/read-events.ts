import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { limits } from '../contract/events.js';
import { Problem } from '../contract/problem.js';
import type { Refusal } from './check-event.js';
import { patiently } from './patient.js';
import { splitArray } from './split-array.js';

/** One event's JSON text, or why there is none. */
export interface EventText {
  text: string;
  /** Of a request with one event per line, from 1. */
  line?: number;
  refusal?: Refusal;
}

/** Largest body of one event per line, unpacked. */
const streamBytes = 1 << 30;
/** Unpacked bytes per received byte, beyond a first allowance: above it, it is a bomb. */
const expansion = 200;
const newline = 0x0a;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/** A body as its events' texts. Memory is bounded by a line, or by the size limit of a batch. */
export async function* readEvents(
  body: Readable,
  contentType: string,
  contentEncoding: string | undefined,
): AsyncGenerator<EventText> {
  const perLine = contentType === 'application/x-ndjson';
  const bytes = limited(body, contentEncoding, perLine ? streamBytes : limits.requestBytes);
  if (perLine) yield* readLines(bytes);
  else yield* readWhole(await collect(bytes), contentType);
}

async function* limited(body: Readable, encoding: string | undefined, most: number): AsyncGenerator<Buffer> {
  if (encoding !== undefined && encoding !== 'identity' && encoding !== 'gzip') {
    throw new Problem('unsupported_media', { detail: 'Only gzip is accepted as content encoding.' });
  }
  let received = 0;
  let unpacked = 0;
  const check = () => {
    const bomb = encoding === 'gzip' && unpacked > limits.eventBytes + received * expansion;
    if (unpacked > most || bomb) {
      throw new Problem('too_large', { detail: `The body is larger than ${most} bytes unpacked.` });
    }
  };
  body.on('data', (chunk: Buffer) => {
    received += chunk.length;
  });
  body.pause();
  const source = encoding === 'gzip' ? body.pipe(createGunzip()) : body;
  body.on('error', (error) => source.destroy(error));
  try {
    for await (const chunk of patiently(source, body, () => received)) {
      unpacked += chunk.length;
      check();
      yield chunk;
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code?.startsWith('Z_')) {
      throw new Problem('bad_request', { detail: 'The body is not gzip.' }, { cause: error });
    }
    throw error;
  }
}

async function collect(bytes: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* readLines(bytes: AsyncIterable<Buffer>): AsyncGenerator<EventText> {
  let rest: Buffer[] = [];
  let restBytes = 0;
  let line = 0;
  let overlong = false;
  const finish = (last: Buffer): EventText | undefined => {
    line += 1;
    const whole = restBytes > 0 ? Buffer.concat([...rest, last]) : last;
    const item = overlong ? tooLong(line) : textOfLine(whole, line);
    rest = [];
    restBytes = 0;
    overlong = false;
    return item;
  };
  for await (const chunk of bytes) {
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      const item = finish(chunk.subarray(from, end));
      from = end + 1;
      if (item) yield item;
    }
    const tail = chunk.subarray(from);
    if (restBytes + tail.length > limits.eventBytes) {
      overlong = true;
      rest = [];
      restBytes = 0;
    } else if (tail.length > 0 && !overlong) {
      rest.push(tail);
      restBytes += tail.length;
    }
  }
  if (restBytes > 0 || overlong) {
    const item = finish(Buffer.alloc(0));
    if (item) yield item;
  }
}

const tooLong = (line: number): EventText => ({
  text: '',
  line,
  refusal: { reason: `longer than ${limits.eventBytes} bytes`, pointer: '' },
});

function textOfLine(bytes: Buffer, line: number): EventText | undefined {
  const text = decode(bytes);
  if (text === undefined) return { text: '', line, refusal: { reason: 'not UTF-8', pointer: '' } };
  return text.trim() === '' ? undefined : { text, line };
}

function decode(bytes: Buffer): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

function* readWhole(bytes: Buffer, contentType: string): Generator<EventText> {
  const text = decode(bytes);
  if (text === undefined) throw new Problem('bad_request', { detail: 'The body is not UTF-8.' });
  if (text.trim() === '') throw new Problem('bad_request', { detail: 'The body is empty.' });
  const isBatch =
    contentType === 'application/cloudevents-batch+json' ||
    (contentType === 'application/json' && /^\s*\[/.test(text));
  if (!isBatch) {
    yield { text };
    return;
  }
  yield* batchOf(text);
}

/** A batch is split before anything of it is kept: a broken array is refused whole. */
function batchOf(text: string): EventText[] {
  const items: EventText[] = [];
  try {
    for (const item of splitArray(text)) {
      items.push({ text: item });
      if (items.length > limits.requestEvents) {
        throw new Problem('too_large', { detail: `A batch holds at most ${limits.requestEvents} events.` });
      }
    }
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem('bad_request', { detail: `The batch is not JSON: ${(error as Error).message}.` });
  }
  return items;
}
