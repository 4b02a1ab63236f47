import { hash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { readPack } from '../../backend/src/evidence/verify.mjs';
import { canonical } from '../../backend/src/ledger/canonical.js';
import type { TestApp } from './app.js';

export type Files = Map<string, Buffer>;

export interface Pack {
  status: number;
  headers: Headers;
  zip: Buffer;
  files: Files;
}

/** A folder of its own, gone when the test ends. */
function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'baton-pack-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A zip as a file, until the test ends; gives its path. */
export function writeZip(zip: Buffer, name = 'pack.zip'): string {
  const path = join(scratch(), name);
  writeFileSync(path, zip);
  return path;
}

/** Asks for a pack as an auditor. */
export async function fetchPack(
  app: TestApp,
  body: object,
  headers: Record<string, string> = {},
): Promise<Pack> {
  const response = await fetch(`${app.url}/api/ledger/evidence`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await app.key('auditor')}`,
      'content-type': 'application/json',
      ...headers,
    },
    body: JSON.stringify(body),
  });
  const zip = Buffer.from(await response.arrayBuffer());
  const files = response.ok ? readPack(zip).files : new Map<string, Buffer>();
  return { status: response.status, headers: response.headers, zip, files };
}

export const jsonOf = (files: Files, name: string): unknown =>
  JSON.parse(files.get(name)?.toString() ?? 'null');

interface Manifest {
  origin: string;
  size: number;
  root: string;
  files: Record<string, string>;
  [member: string]: unknown;
}

export const manifestOf = (files: Files): Manifest =>
  (jsonOf(files, 'manifest.json') as { manifest: Manifest }).manifest;

/** The manifest made anew, as somebody would who wants changed files to pass. */
export function reseal(files: Files, change: Partial<Manifest> = {}): Files {
  const digests = Object.fromEntries(
    [...files]
      .filter(([name]) => name !== 'manifest.json')
      .map(([name, bytes]) => [name, hash('sha256', bytes, 'hex')]),
  );
  const manifest = canonical({ ...manifestOf(files), ...change, files: digests });
  const text = `{"manifest":${manifest},"sha256":"${hash('sha256', manifest, 'hex')}"}`;
  return new Map(files).set('manifest.json', Buffer.from(text));
}

/** The same bytes with another bit. */
export function flip(bytes: Buffer, bit: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return changed;
}

/** The same files, two of them with each other's content. */
export function swapped(files: Files, one: string, two: string): Files {
  const content = (name: string) => files.get(name) ?? Buffer.alloc(0);
  return new Map(files).set(one, content(two)).set(two, content(one));
}

/** The files in a folder of their own, until the test ends; gives its path. */
export function unpack(files: Files): string {
  const place = scratch();
  for (const [name, bytes] of files) {
    mkdirSync(dirname(join(place, name)), { recursive: true });
    writeFileSync(join(place, name), bytes);
  }
  return place;
}
