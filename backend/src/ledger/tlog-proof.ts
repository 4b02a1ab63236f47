import { hashBytes } from './merkle.js';
import { readUnverified } from './note.js';

/** c2sp.org/tlog-proof@v1: one entry's inclusion proof with the checkpoint it leads to, to be checked offline. */
export interface TlogProof {
  index: number;
  /** Audit path, lowest sibling first. */
  hashes: readonly Buffer[];
  /** The signed note, byte for byte. */
  checkpoint: string;
  /** Vouched for by nobody. */
  extra?: Buffer;
}

const firstLine = 'c2sp.org/tlog-proof@v1';
/** A tree of 2^53 leaves is no higher. */
const mostHashes = 63;

export function writeTlogProof({ index, hashes, checkpoint, extra }: TlogProof): string {
  const lines = [firstLine];
  if (extra) lines.push(`extra ${extra.toString('base64')}`);
  lines.push(`index ${index}`, ...hashes.map((hash) => hash.toString('base64')));
  return `${lines.join('\n')}\n\n${checkpoint}`;
}

/** Canonical, padded base64 only: one value has one text. */
function readBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return text !== '' && bytes.toString('base64') === text ? bytes : undefined;
}

function readHash(line: string): Buffer | undefined {
  const bytes = readBase64(line);
  return bytes?.length === hashBytes ? bytes : undefined;
}

function readIndex(line: string | undefined): number | undefined {
  const digits = /^index (0|[1-9][0-9]{0,15})$/.exec(line ?? '')?.[1];
  const index = Number(digits);
  return Number.isSafeInteger(index) ? index : undefined;
}

function readText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * Reads what `writeTlogProof` writes, and nothing else: undefined for any other bytes, also after the last
 * signature. Nothing is verified: that is for `openCheckpoint` and `verifyInclusion`.
 */
export function readTlogProof(bytes: Uint8Array): TlogProof | undefined {
  const text = readText(bytes);
  const end = text?.indexOf('\n\n') ?? -1;
  if (text === undefined || end < 0) return undefined;
  const [first, ...lines] = text.slice(0, end).split('\n');
  if (first !== firstLine) return undefined;
  const extra = lines[0]?.startsWith('extra ')
    ? readBase64(lines.shift()?.slice('extra '.length) ?? '')
    : null;
  const index = readIndex(lines.shift());
  const hashes = lines.map(readHash).filter((hash) => hash !== undefined);
  const checkpoint = text.slice(end + 2);
  if (extra === undefined || index === undefined) return undefined;
  if (hashes.length !== lines.length || hashes.length > mostHashes || !readUnverified(checkpoint))
    return undefined;
  return { index, hashes, checkpoint, ...(extra ? { extra } : {}) };
}
