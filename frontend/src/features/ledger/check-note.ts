import { type Bytes, concat, fromBase64, sameBytes, sha256, toBase64, utf8 } from './bytes';

export interface Note {
  origin: string;
  size: number;
  /** base64 */
  root: string;
  /** The signed bytes: the text with its last newline. */
  text: string;
  signatures: { name: string; keyId: Bytes; signature: Bytes }[];
}

/** Reads a checkpoint: origin, size, root, a blank line, then one signature per line. Null when it is none. */
export function readNote(note: string): Note | null {
  const split = note.indexOf('\n\n');
  if (split < 0) return null;
  const text = note.slice(0, split + 1);
  const [origin, size, root, ...rest] = text.slice(0, -1).split('\n');
  if (!origin || !root || !size || !/^(0|[1-9][0-9]{0,15})$/.test(size) || rest.length > 0) return null;
  const signatures = note
    .slice(split + 2)
    .split('\n')
    .filter((line) => line !== '')
    .map(readSignature);
  if (signatures.length === 0 || signatures.some((signature) => signature === null)) return null;
  return { origin, size: Number(size), root, text, signatures: signatures.filter((s) => s !== null) };
}

function readSignature(line: string): Note['signatures'][number] | null {
  const [, name, encoded] = /^— (\S+) (\S+)$/.exec(line) ?? [];
  if (!name || !encoded) return null;
  try {
    const bytes = fromBase64(encoded);
    return bytes.length === 68 ? { name, keyId: bytes.slice(0, 4), signature: bytes.slice(4) } : null;
  } catch {
    return null;
  }
}

export type SignatureCheck = 'valid' | 'invalid' | 'unsupported';

/** Ed25519 over the note's text with the key of `vkey` (`name+hex key id+base64(0x01 ‖ key)`). */
export async function checkSignature(note: Note, vkey: string): Promise<SignatureCheck> {
  const key = await readKey(vkey);
  if (!key) return 'invalid';
  const signed = note.signatures.find((s) => s.name === key.name && sameBytes(s.keyId, key.id));
  if (!signed || note.origin !== key.name) return 'invalid';
  const algorithm = { name: 'Ed25519' };
  let publicKey: CryptoKey;
  try {
    publicKey = await crypto.subtle.importKey('raw', key.key, algorithm, false, ['verify']);
  } catch {
    // Browsers before 2025 have no Ed25519 in WebCrypto.
    return 'unsupported';
  }
  const valid = await crypto.subtle.verify(algorithm, publicKey, signed.signature, utf8(note.text));
  return valid ? 'valid' : 'invalid';
}

async function readKey(vkey: string): Promise<{ name: string; id: Bytes; key: Bytes } | null> {
  const [, name, hex, encoded] = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(vkey) ?? [];
  if (!name || !hex || !encoded) return null;
  try {
    const bytes = fromBase64(encoded);
    if (bytes.length !== 33 || bytes[0] !== 1) return null;
    const id = (await sha256(concat(utf8(name), Uint8Array.of(10), bytes))).slice(0, 4);
    const stated = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
    return sameBytes(id, stated) ? { name, id, key: bytes.slice(1) } : null;
  } catch {
    return null;
  }
}

/** The note must speak of the same tree that the proof leads to. */
export function noteNames(note: Note, tree: { size: number; root: string }): boolean {
  try {
    return note.size === tree.size && toBase64(fromBase64(note.root)) === toBase64(fromBase64(tree.root));
  } catch {
    return false;
  }
}
