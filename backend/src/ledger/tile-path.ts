import { tileHeight } from './merkle.js';

/** Hashes or entries of a full tile. */
export const tileWidth = 2 ** tileHeight;

/** A resource of c2sp.org/tlog-tiles: `count` adjacent hashes of a level, or entries, from `start` on. */
export interface Tile {
  level: number | 'entries';
  start: number;
  count: number;
}

const highestLevel = 63;
const pattern = /^(entries|0|[1-9][0-9]?)\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/;

/** `x001/x234/067` is 1234067. One number has one path: a leading group of zeros is refused. */
function readTileIndex(path: string): number | undefined {
  if (path.startsWith('x000/')) return undefined;
  const index = Number(path.replaceAll(/[x/]/g, ''));
  return Number.isSafeInteger(index * tileWidth + tileWidth) ? index : undefined;
}

/** Reads what stands after `/tile/`; undefined for everything that the specification does not write so. */
export function readTilePath(path: string): Tile | undefined {
  const [, level, number, width] = pattern.exec(path) ?? [];
  const index = number === undefined ? undefined : readTileIndex(number);
  const count = width === undefined ? tileWidth : Number(width);
  if (level === undefined || index === undefined) return undefined;
  if (Number(level) > highestLevel || (width !== undefined && count >= tileWidth)) return undefined;
  return { level: level === 'entries' ? level : Number(level), start: index * tileWidth, count };
}

/** Whether a tree of this size has the whole of it. At level L there is one hash per 256^L leaves. */
export function isCovered({ level, start, count }: Tile, size: number): boolean {
  const below = level === 'entries' ? 1 : tileWidth ** level;
  return start + count <= Math.floor(size / below);
}

/** c2sp.org/tlog-tiles: each entry behind its length in two bytes, big-endian. */
export function bundleOf(entries: readonly Buffer[]): Buffer {
  return Buffer.concat(
    entries.flatMap((entry) => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(entry.length);
      return [length, entry];
    }),
  );
}
