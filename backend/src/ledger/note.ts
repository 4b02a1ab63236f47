import { createPrivateKey, createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto';

/** Checkpoints as signed notes: c2sp.org/signed-note with one Ed25519 signature, c2sp.org/tlog-checkpoint. */

const ed25519PrivatePrefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const ed25519PublicPrefix = Buffer.from('302a300506032b6570032100', 'hex');
const algorithmEd25519 = 1;

export interface Signer {
  name: string;
  vkey: string;
  sign(text: string): string;
}

/** What a checkpoint says. */
export interface Checkpoint {
  origin: string;
  size: number;
  root: Buffer;
}

export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${root.toString('base64')}\n`;
}

/** A signer from a 32-byte seed. The name is the log's origin: no spaces, no `+`. */
export function signerFrom(name: string, seed: Buffer): Signer {
  if (!/^[^\s+]+$/.test(name)) throw new RangeError('a key name has neither spaces nor +');
  const privateKey = createPrivateKey({
    key: Buffer.concat([ed25519PrivatePrefix, seed]),
    format: 'der',
    type: 'pkcs8',
  });
  const publicBytes = createPublicKey(privateKey)
    .export({ format: 'der', type: 'spki' })
    .subarray(ed25519PublicPrefix.length);
  const keyId = keyIdOf(name, publicBytes);
  const material = Buffer.concat([Buffer.of(algorithmEd25519), publicBytes]);
  return {
    name,
    vkey: `${name}+${keyId.toString('hex')}+${material.toString('base64')}`,
    sign(text) {
      const signature = sign(null, Buffer.from(text, 'utf8'), privateKey);
      return `${text}\n\u2014 ${name} ${Buffer.concat([keyId, signature]).toString('base64')}\n`;
    },
  };
}

function keyIdOf(name: string, publicBytes: Buffer): Buffer {
  const input = Buffer.concat([Buffer.from(`${name}\n`, 'utf8'), Buffer.of(algorithmEd25519), publicBytes]);
  return hash('sha256', input, 'buffer').subarray(0, 4);
}

interface Verifier {
  name: string;
  keyId: Buffer;
  key: KeyObject;
}

/** Reads a verifier key `name+keyid+base64`; undefined when it is not one, or its id does not fit its key. */
function readVkey(vkey: string): Verifier | undefined {
  const match = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(vkey);
  const material = Buffer.from(match?.[3] ?? '', 'base64');
  if (!match?.[1] || material.length !== 33 || material[0] !== algorithmEd25519) return undefined;
  const publicBytes = material.subarray(1);
  const keyId = keyIdOf(match[1], publicBytes);
  if (keyId.toString('hex') !== match[2]) return undefined;
  const key = createPublicKey({
    key: Buffer.concat([ed25519PublicPrefix, publicBytes]),
    format: 'der',
    type: 'spki',
  });
  return { name: match[1], keyId, key };
}

/** The checkpoint that a note carries, when the key of `vkey` signed it; undefined otherwise. */
export function openCheckpoint(note: string, vkey: string): Checkpoint | undefined {
  const verifier = readVkey(vkey);
  const end = note.lastIndexOf('\n\n');
  if (!verifier || end < 0) return undefined;
  const text = note.slice(0, end + 1);
  const isSigned = note
    .slice(end + 2)
    .split('\n')
    .some((line) => isSignatureBy(verifier, line, text));
  return isSigned ? readCheckpoint(text) : undefined;
}

function isSignatureBy({ name, keyId, key }: Verifier, line: string, text: string): boolean {
  const match = /^\u2014 (\S+) ([A-Za-z0-9+/]+={0,2})$/.exec(line);
  const bytes = Buffer.from(match?.[2] ?? '', 'base64');
  if (match?.[1] !== name || bytes.length !== 68 || !bytes.subarray(0, 4).equals(keyId)) return false;
  return verify(null, Buffer.from(text, 'utf8'), key, bytes.subarray(4));
}

function readCheckpoint(text: string): Checkpoint | undefined {
  const [origin, size, root, ...rest] = text.split('\n');
  const bytes = Buffer.from(root ?? '', 'base64');
  if (!origin || !/^(0|[1-9][0-9]{0,15})$/.test(size ?? '') || bytes.length !== 32) return undefined;
  return rest.length >= 1 ? { origin, size: Number(size), root: bytes } : undefined;
}
