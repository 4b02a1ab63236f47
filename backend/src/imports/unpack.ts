import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { crc32, createGunzip } from 'node:zlib';
import { type Entry, fromRandomAccessReader, open as openZip, type ZipFile } from 'yauzl';
import { Damaged } from './damaged.js';
import { SealedFile } from './sealed-file.js';

/** A file that somebody brought; `path` `-` is standard input. */
export interface ImportFile {
  name: string;
  path: string;
  /** Base64: what it is sealed with where it lies. */
  key?: string;
}

/** One stretch of bytes that holds records: a file, or one of those in a zip. */
export interface Part {
  name: string;
  bytes: AsyncIterable<Uint8Array>;
}

export type Packing = 'none' | 'gzip' | 'zip';

const chunkBytes = 1 << 20;
/** Beyond this much, what is unpacked may be at most so many times what was packed: above it, it is a bomb. */
const allowance = 1 << 30;
const expansion = 200;
/** Files in one zip. */
const mostEntries = 10_000;

/** Told how many packed bytes were read. */
export type OnBytes = (bytes: number) => void;

/** How a file is packed, by its first bytes. */
export function packingOf(head: Uint8Array): Packing {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  const isZip =
    head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5) && head[3] === head[2] + 1;
  return isZip ? 'zip' : 'none';
}

async function headOf({ path, key }: ImportFile): Promise<Uint8Array> {
  if (key !== undefined) {
    for await (const head of (await SealedFile.open(path, key)).stream(0, 4)) return head as Buffer;
    return Buffer.alloc(0);
  }
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** The stretches of a file that hold records, each read as it comes: nothing is written, no name becomes a path. */
export async function* partsOf(file: ImportFile, onBytes: OnBytes): AsyncGenerator<Part> {
  const { name, path, key } = file;
  if (path === '-') yield { name, bytes: unpacked(process.stdin, onBytes) };
  else if (packingOf(await headOf(file)) === 'zip') yield* partsOfZip(file, onBytes);
  else {
    const whole =
      key === undefined
        ? createReadStream(path, { highWaterMark: chunkBytes })
        : (await SealedFile.open(path, key)).stream();
    yield { name, bytes: unpacked(whole, onBytes) };
  }
}

/** Bytes as they are, or unpacked where they are gzip. */
async function* unpacked(packed: Readable, onBytes: OnBytes): AsyncGenerator<Uint8Array> {
  const chunks = packed[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  try {
    const first = await chunks.next();
    if (first.done) return;
    const rest = counted(first.value, chunks, onBytes);
    yield* asUtf8(packingOf(first.value) === 'gzip' ? gunzipped(rest) : rest);
  } finally {
    packed.destroy();
  }
}

/** UTF-16, which Excel calls Unicode text, is told by its byte order mark or by the zeros between its first signs. Anything else is handed on as it is. */
async function* asUtf8(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let decoder: TextDecoder | undefined;
  let isFirst = true;
  for await (const chunk of chunks) {
    if (isFirst) decoder = utf16Of(chunk);
    isFirst = false;
    yield decoder ? Buffer.from(decoder.decode(chunk, { stream: true })) : chunk;
  }
  if (decoder) yield Buffer.from(decoder.decode());
}

function utf16Of(chunk: Uint8Array): TextDecoder | undefined {
  const [one, two] = chunk;
  if ((one === 0xff && two === 0xfe) || hasZeros(chunk, 1)) return new TextDecoder('utf-16le');
  return (one === 0xfe && two === 0xff) || hasZeros(chunk, 0) ? new TextDecoder('utf-16be') : undefined;
}

/** Whether every second byte at the beginning, from `at` on, is zero, and no other. */
const hasZeros = (chunk: Uint8Array, at: 0 | 1): boolean =>
  chunk.length >= 8 && chunk.subarray(0, 8).every((byte, index) => (byte === 0) === (index % 2 === at));

async function* counted(
  first: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
  onBytes: OnBytes,
): AsyncGenerator<Uint8Array> {
  onBytes(first.length);
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) {
    onBytes(next.value.length);
    yield next.value;
  }
}

async function* gunzipped(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0;
  const source = Readable.from(
    (async function* () {
      for await (const chunk of packed) {
        size += chunk.length;
        yield chunk;
      }
    })(),
    { objectMode: false },
  );
  const gunzip = createGunzip({ chunkSize: chunkBytes });
  source.on('error', (error) => gunzip.destroy(error));
  try {
    let out = 0;
    for await (const chunk of source.pipe(gunzip) as AsyncIterable<Uint8Array>) {
      out += chunk.length;
      if (out > allowance + size * expansion) throw new Damaged('it unpacks to far more than a log does');
      yield chunk;
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code?.startsWith('Z_')) {
      const isShort = code === 'Z_BUF_ERROR';
      throw new Damaged(isShort ? 'its gzip ends too soon' : 'its gzip cannot be unpacked', { cause: error });
    }
    throw error;
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

async function* partsOfZip(file: ImportFile, onBytes: OnBytes): AsyncGenerator<Part> {
  const { name } = file;
  const zip = await openAt(file);
  try {
    if (zip.entryCount > mostEntries) throw new Damaged(`it holds more than ${mostEntries} files`);
    for await (const entry of entriesOf(zip)) {
      if (isNoLog(entry.fileName)) continue;
      if (entry.fileName === officeMark) throw new Damaged(isOffice);
      const inner = `${name}: ${entry.fileName}`;
      if (entry.isEncrypted()) throw new Damaged(`${entry.fileName} in it is encrypted`);
      yield { name: inner, bytes: bytesOf(zip, entry, onBytes) };
    }
  } finally {
    zip.close();
  }
}

/** What every workbook and document of Office holds, first of all. */
const officeMark = '[Content_Types].xml';
const isOffice = 'it is an Office file: save its sheet as CSV in UTF-8 and bring that';

/** Folders, and what macOS adds. */
const isNoLog = (path: string): boolean =>
  path.endsWith('/') || /(^|\/)(__MACOSX\/|\._|\.DS_Store$)/.test(path);

const zipFault = (cause: unknown): Damaged =>
  new Damaged(`its zip cannot be read (${cause instanceof Error ? cause.message : String(cause)})`, {
    cause,
  });

async function openAt({ path, key }: ImportFile): Promise<ZipFile> {
  const options = { lazyEntries: true, autoClose: false };
  const sealed = key === undefined ? undefined : await SealedFile.open(path, key);
  return new Promise((done, fail) => {
    const opened = (error: Error | null, zip: ZipFile) => (error ? fail(zipFault(error)) : done(zip));
    if (sealed) fromRandomAccessReader(sealed, sealed.size, options, opened);
    else openZip(path, options, opened);
  });
}

async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry> {
  for (;;) {
    const entry = await new Promise<Entry | undefined>((done, fail) => {
      zip.removeAllListeners();
      zip.once('entry', done);
      zip.once('end', () => done(undefined));
      zip.once('error', (error) => fail(zipFault(error)));
      zip.readEntry();
    });
    if (!entry) return;
    yield entry;
  }
}

/** One file of a zip, its length and checksum held against what the zip says; gzip in it is unpacked too. */
async function* bytesOf(zip: ZipFile, entry: Entry, onBytes: OnBytes): AsyncGenerator<Uint8Array> {
  const { compressedSize, uncompressedSize } = entry;
  if (uncompressedSize > allowance + compressedSize * expansion)
    throw new Damaged(`${entry.fileName} in it unpacks to far more than a log does`);
  const stream = await new Promise<Readable>((done, fail) => {
    zip.openReadStream(entry, (error, opened) => (error ? fail(zipFault(error)) : done(opened)));
  });
  const packedShare = uncompressedSize > 0 ? compressedSize / uncompressedSize : 0;
  const checked = async function* () {
    let sum = 0;
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        sum = crc32(chunk, sum);
        yield chunk;
      }
    } catch (error) {
      throw zipFault(error);
    }
    if (sum !== entry.crc32) throw new Damaged(`${entry.fileName} in it does not have its checksum`);
  };
  yield* unpacked(Readable.from(checked(), { objectMode: false }), (bytes) =>
    onBytes(Math.round(bytes * packedShare)),
  );
}
