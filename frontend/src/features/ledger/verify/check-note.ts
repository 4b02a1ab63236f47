import { type Bytes, concat, fromBase64, hashFrom, sameBytes, sameHash, sha256, toHex, utf8 } from './bytes';

export interface Note {
  origin: string;
  size: number;
  /** base64 */
  root: string;
  /** The signed bytes: the text with its last newline. */
  text: string;
  signatures: { name: string; keyId: Bytes; signature: Bytes }[];
  /** All of it, as it was read. */
  whole: string;
}

/** More lines than any log and its witnesses write. */
const mostSignatures = 32;
const ed25519Bytes = 64;

/**
 * Reads a checkpoint (c2sp.org/tlog-checkpoint without extension lines): origin, size, root, a blank line, then one
 * signature per line, each ended by a newline. Null for anything else, be it one byte more or less.
 */
export function readNote(note: string): Note | null {
  const split = note.indexOf('\n\n');
  if (split < 0 || !note.endsWith('\n')) return null;
  const text = note.slice(0, split + 1);
  const parts = /^([^\n]+)\n(0|[1-9][0-9]{0,15})\n([^\n]+)\n$/.exec(text);
  const [, origin = '', size = '', root = ''] = parts ?? [];
  if (!isName(origin) || !Number.isSafeInteger(Number(size)) || !hashFrom(root)) return null;
  const lines = note.slice(split + 2, -1).split('\n');
  if (lines.length > mostSignatures) return null;
  const signatures = lines.map(readSignature).filter((signature) => signature !== null);
  if (signatures.length !== lines.length || hasTwice(signatures)) return null;
  return { origin, size: Number(size), root, text, signatures, whole: note };
}

/** c2sp.org/signed-note: no space, no plus; we also refuse what cannot be seen. */
const isName = (name: string): boolean => /^[^\s+\p{C}]+$/u.test(name);

function readSignature(line: string): Note['signatures'][number] | null {
  const [, name = '', encoded = ''] = /^— (\S+) (\S+)$/.exec(line) ?? [];
  if (!isName(name)) return null;
  try {
    const bytes = fromBase64(encoded);
    return bytes.length > 4 ? { name, keyId: bytes.slice(0, 4), signature: bytes.slice(4) } : null;
  } catch {
    return null;
  }
}

function hasTwice(signatures: Note['signatures']): boolean {
  return new Set(signatures.map(({ name, keyId }) => `${name} ${toHex(keyId)}`)).size < signatures.length;
}

export type SignatureCheck = 'valid' | 'invalid' | 'unsupported';
export interface SignatureLine {
  name: string;
  /** Hex, as in a verifier key. */
  keyId: string;
  /** The key that it was checked with; null when none of the given ones made it. */
  vkey: string | null;
  result: SignatureCheck | 'unknown';
}
export interface NoteCheck {
  /** `valid`: a given key signed it, and no signature that claims to be by a given key is wrong. */
  verdict: SignatureCheck;
  lines: SignatureLine[];
}

/**
 * Ed25519 over the note's text with each given key (`name+hex key id+base64(0x01 ‖ key)`). Signatures by keys that
 * were not given say nothing, as c2sp.org/signed-note has it: a witness's, or the next key's of a log.
 */
export async function checkSignatures(note: Note, vkeys: readonly string[]): Promise<NoteCheck> {
  const read = await Promise.all(vkeys.map(readKey));
  const keys = read.filter((key) => key !== null).filter((key) => key.name === note.origin);
  const lines = await Promise.all(note.signatures.map((signature) => checkLine(note, signature, keys)));
  const has = (result: SignatureLine['result']) => lines.some((line) => line.result === result);
  const verdict = has('invalid')
    ? 'invalid'
    : has('valid')
      ? 'valid'
      : has('unsupported')
        ? 'unsupported'
        : 'invalid';
  return { verdict, lines };
}

async function checkLine(
  note: Note,
  { name, keyId, signature }: Note['signatures'][number],
  keys: readonly Key[],
): Promise<SignatureLine> {
  const key = keys.find((one) => one.name === name && sameBytes(one.id, keyId));
  const line = { name, keyId: toHex(keyId), vkey: key?.vkey ?? null };
  if (!key) return { ...line, result: 'unknown' };
  if (signature.length !== ed25519Bytes) return { ...line, result: 'invalid' };
  const algorithm = { name: 'Ed25519' };
  let publicKey: CryptoKey;
  try {
    publicKey = await crypto.subtle.importKey('raw', key.key, algorithm, false, ['verify']);
  } catch {
    // Browsers before 2025 have no Ed25519 in WebCrypto.
    return { ...line, result: 'unsupported' };
  }
  const valid = await crypto.subtle.verify(algorithm, publicKey, signature, utf8(note.text));
  return { ...line, result: valid ? 'valid' : 'invalid' };
}

interface Key {
  vkey: string;
  name: string;
  id: Bytes;
  key: Bytes;
}

/** Null when it is no Ed25519 verifier key, or not the one that its own id names. */
export async function readKey(vkey: string): Promise<Key | null> {
  const [, name = '', hex = '', encoded = ''] = /^([^+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(vkey) ?? [];
  if (!isName(name)) return null;
  try {
    const bytes = fromBase64(encoded);
    if (bytes.length !== 33 || bytes[0] !== 1) return null;
    const id = (await sha256(concat(utf8(name), Uint8Array.of(10), bytes))).slice(0, 4);
    return toHex(id) === hex ? { vkey, name, id, key: bytes.slice(1) } : null;
  } catch {
    return null;
  }
}

/** The note must speak of the same tree that the proof leads to. */
export function noteNames(note: Note, tree: { size: number; root: string }): boolean {
  return note.size === tree.size && sameHash(note.root, tree.root);
}
