import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { blockBytes, FileSealer, SealedFile } from '../../backend/src/imports/sealed-file.js';
import { partsOf } from '../../backend/src/imports/unpack.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baton-sealed-'));
});
afterAll(() => rm(folder, { recursive: true }));

const key = randomBytes(32);
const given = key.toString('base64');
const sealedOverhead = 16;

async function sealed(plain: Buffer, pieces = [plain.length]): Promise<string> {
  const sealer = new FileSealer(key);
  const written: Buffer[] = [];
  let at = 0;
  for (const piece of pieces) {
    written.push(...sealer.add(plain.subarray(at, at + piece)));
    at += piece;
  }
  written.push(...sealer.add(plain.subarray(at)), sealer.end());
  const path = join(folder, randomBytes(6).toString('hex'));
  await writeFile(path, Buffer.concat(written));
  return path;
}

async function all(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

test.each([0, 1, blockBytes - 1, blockBytes, blockBytes + 1, 2 * blockBytes, 17 * blockBytes + 5])(
  '%d bytes are read as they were written, however they come',
  async (size) => {
    const plain = randomBytes(size);
    for (const pieces of [[size], [1, 2, 3], [blockBytes, 7, blockBytes]]) {
      const file = await SealedFile.open(await sealed(plain, pieces), given);
      expect(file.size).toBe(size);
      expect((await all(file.stream())).equals(plain)).toBe(true);
    }
  },
);

test('any part of it is read by itself', async () => {
  const plain = randomBytes(20 * blockBytes + 99);
  const file = await SealedFile.open(await sealed(plain), given);
  const place = fc.nat(plain.length + 10);
  await fc.assert(
    fc.asyncProperty(place, place, async (one, other) => {
      const [start, end] = [Math.min(one, other), Math.max(one, other)];
      expect((await all(file.stream(start, end))).equals(plain.subarray(start, end))).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('what was changed, cut off, put elsewhere or sealed with another key is refused', async () => {
  const plain = randomBytes(3 * blockBytes);
  const step = blockBytes + sealedOverhead;
  const spoilt = async (spoil: (bytes: Buffer, path: string) => Promise<void>) => {
    const path = await sealed(plain);
    await spoil(await readFile(path), path);
    return SealedFile.open(path, given).then((file) => all(file.stream()));
  };
  const spoils: [(bytes: Buffer, path: string) => Promise<void>, string][] = [
    [
      (bytes, path) => {
        bytes[step + 9] = (bytes[step + 9] ?? 0) ^ 1;
        return writeFile(path, bytes);
      },
      'changed while it waited',
    ],
    [
      (bytes, path) => {
        const [first, second, rest] = [0, 1, 2].map((at) =>
          bytes.subarray(at * step, at === 2 ? undefined : (at + 1) * step),
        );
        return writeFile(path, Buffer.concat([second, first, rest] as Buffer[]));
      },
      'changed while it waited',
    ],
    [(_, path) => truncate(path, 2 * step), 'changed while it waited'],
    [(_, path) => truncate(path, 2 * step + 5), 'cut off'],
  ];
  for (const [spoil, reason] of spoils) await expect(spoilt(spoil)).rejects.toThrow(reason);
  const other = await SealedFile.open(await sealed(plain), randomBytes(32).toString('base64'));
  await expect(all(other.stream())).rejects.toThrow('changed while it waited');
});

test('a zip is read where it lies sealed', async () => {
  const text = Buffer.from('{"a":1}\n'.repeat(40_000));
  const zip = zipSync({ 'one.json': text, 'two.json': Buffer.from('{"b":2}') }, { level: 0 });
  const path = await sealed(Buffer.from(zip));
  const parts: [string, string][] = [];
  for await (const { name, bytes } of partsOf({ name: 'logs.zip', path, key: given }, () => undefined)) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of bytes) chunks.push(chunk);
    parts.push([name, Buffer.concat(chunks).toString()]);
  }
  expect(parts).toEqual([
    ['logs.zip: one.json', text.toString()],
    ['logs.zip: two.json', '{"b":2}'],
  ]);
});
