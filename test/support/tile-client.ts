import { createHash } from 'node:crypto';
import type { TestApp } from './app.js';

/**
 * Reads a log over HTTP as c2sp.org/tlog-tiles describes it, with nothing of the product's own: what is computed
 * here and what the product says must agree because both follow RFC 6962.
 */
const sha256 = (...parts: Uint8Array[]) => {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  return digest.digest();
};
const leafOf = (entry: Uint8Array) => sha256(Uint8Array.of(0), entry);
const nodeOf = (left: Uint8Array, right: Uint8Array) => sha256(Uint8Array.of(1), left, right);

/** RFC 6962, 2.1. */
export function treeHash(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return leaves[0] as Buffer;
  let middle = 1;
  while (middle * 2 < leaves.length) middle *= 2;
  return nodeOf(treeHash(leaves.slice(0, middle)), treeHash(leaves.slice(middle)));
}

export function tilePath(level: number | 'entries', index: number, width = 256): string {
  const digits = String(index).padStart(Math.ceil(String(index).length / 3) * 3, '0');
  const groups = (digits.match(/.../g) ?? []).map((group, i, all) =>
    i < all.length - 1 ? `x${group}` : group,
  );
  return `${level}/${groups.join('/')}${width < 256 ? `.p/${width}` : ''}`;
}

/** Full tiles and the partial one of a level that has this many hashes. */
function pathsOf(level: number | 'entries', hashes: number): string[] {
  const full = Array.from({ length: Math.floor(hashes / 256) }, (_, i) => tilePath(level, i));
  return hashes % 256 === 0 ? full : [...full, tilePath(level, full.length, hashes % 256)];
}

function entriesIn(bundle: Buffer): Buffer[] {
  const entries: Buffer[] = [];
  for (let at = 0; at < bundle.length; ) {
    const length = bundle.readUInt16BE(at);
    const entry = bundle.subarray(at + 2, at + 2 + length);
    if (entry.length !== length) throw new Error('a bundle ends within an entry');
    entries.push(entry);
    at += 2 + length;
  }
  return entries;
}

export class TileClient {
  constructor(
    private readonly app: TestApp,
    private readonly key: string,
  ) {}

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    const authorization = `Bearer ${this.key}`;
    return fetch(`${this.app.url}/log/baton/${path}`, { headers: { authorization, ...headers } });
  }

  async bytes(path: string): Promise<Buffer> {
    const response = await this.get(path);
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return Buffer.from(await response.arrayBuffer());
  }

  /** Size and root that the newest checkpoint states. */
  async checkpoint(): Promise<{ size: number; root: string; note: string }> {
    const note = (await this.bytes('checkpoint')).toString();
    const [, size, root] = note.split('\n');
    return { size: Number(size), root: root ?? '', note };
  }

  /** Every hash of a level. */
  async level(level: number, size: number): Promise<Buffer[]> {
    const count = Math.floor(size / 256 ** level);
    const hashes: Buffer[] = [];
    for (const path of pathsOf(level, count)) {
      const tile = await this.bytes(`tile/${path}`);
      for (let at = 0; at < tile.length; at += 32) hashes.push(tile.subarray(at, at + 32));
    }
    if (hashes.length !== count) throw new Error(`level ${level} has ${hashes.length} hashes, not ${count}`);
    return hashes;
  }

  /** Leaf hashes of every entry, from the bundles. */
  async leaves(size: number): Promise<Buffer[]> {
    const entries: Buffer[] = [];
    for (const path of pathsOf('entries', size)) entries.push(...entriesIn(await this.bytes(`tile/${path}`)));
    return entries.map(leafOf);
  }
}
