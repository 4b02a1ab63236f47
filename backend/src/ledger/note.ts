import { createPrivateKey, createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto';

/** C2SP signed-note with Ed25519, and the checkpoint text of tlog-checkpoint without extension lines. */

const seedPrefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const publicPrefix = Buffer.from('302a300506032b6570032100', 'hex');
const ed25519 = 0x01;
const keyIdBytes = 4;
const signatureBytes = 64;

export interface Checkpoint {
  origin: string;
  size: number;
  root: Buffer;
}

export interface Verifier {
  name: string;
  keyId: Buffer;
  key: KeyObject;
  /** `name+hex(keyid)+base64(0x01 ‖ public key)`: what others need to verify our notes. */
  vkey: string;
}

export interface Signer extends Verifier {
  secret: KeyObject;
}

const namePattern = /^[^\s+]+$/;

function makeVerifier(name: string, raw: Buffer): Verifier {
  if (!namePattern.test(name))
    throw new Error(`a note's name has no spaces and no plus: ${JSON.stringify(name)}`);
  const typed = Buffer.concat([Buffer.of(ed25519), raw]);
  const digest = hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), typed]), 'buffer');
  const keyId = digest.subarray(0, keyIdBytes);
  return {
    name,
    keyId,
    key: createPublicKey({ key: Buffer.concat([publicPrefix, raw]), format: 'der', type: 'spki' }),
    vkey: `${name}+${keyId.toString('hex')}+${typed.toString('base64')}`,
  };
}

/** From the 32 secret bytes of an Ed25519 key. */
export function makeSigner(name: string, seed: Buffer): Signer {
  const secret = createPrivateKey({ key: Buffer.concat([seedPrefix, seed]), format: 'der', type: 'pkcs8' });
  const raw = createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(publicPrefix.length);
  return { ...makeVerifier(name, Buffer.from(raw)), secret };
}

export function readVerifierKey(vkey: string): Verifier {
  const [name, id, encoded] = splitVerifierKey(vkey);
  const typed = Buffer.from(encoded, 'base64');
  if (typed[0] !== ed25519 || typed.length !== 33) throw new Error('the verifier key is not an Ed25519 key');
  const verifier = makeVerifier(name, typed.subarray(1));
  if (verifier.keyId.toString('hex') !== id) throw new Error('the verifier key does not match its own id');
  return verifier;
}

function splitVerifierKey(vkey: string): [string, string, string] {
  const parts = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(vkey);
  if (!parts) throw new Error('a verifier key looks like name+id+key');
  return [parts[1] as string, parts[2] as string, parts[3] as string];
}

export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${root.toString('base64')}\n`;
}

/** Ed25519 is deterministic: signing the same checkpoint again gives the same bytes. */
export function signCheckpoint(checkpoint: Checkpoint, signer: Signer): string {
  const text = checkpointText(checkpoint);
  const signature = Buffer.concat([signer.keyId, sign(null, Buffer.from(text), signer.secret)]);
  return `${text}\n— ${signer.name} ${signature.toString('base64')}\n`;
}

function isSigned(text: string, line: string, verifier: Verifier): boolean {
  const parts = /^— (\S+) ([A-Za-z0-9+/=]+)$/.exec(line);
  if (parts?.[1] !== verifier.name) return false;
  const bytes = Buffer.from(parts[2] as string, 'base64');
  if (bytes.toString('base64') !== parts[2] || bytes.length !== keyIdBytes + signatureBytes) return false;
  if (!bytes.subarray(0, keyIdBytes).equals(verifier.keyId)) return false;
  return verify(null, Buffer.from(text), verifier.key, bytes.subarray(keyIdBytes));
}

/** The checkpoint of a note that the verifier's key signed; undefined for anything else. */
export function openCheckpoint(note: string, verifier: Verifier): Checkpoint | undefined {
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n')) return undefined;
  const text = note.slice(0, end + 1);
  const lines = note.slice(end + 2, -1).split('\n');
  if (!lines.some((line) => isSigned(text, line, verifier))) return undefined;
  const parts = /^([^\n]+)\n(0|[1-9][0-9]{0,15})\n([A-Za-z0-9+/]{43}=)\n$/.exec(text);
  const root = Buffer.from(parts?.[3] ?? '', 'base64');
  if (!parts || root.toString('base64') !== parts[3]) return undefined;
  return { origin: parts[1] as string, size: Number(parts[2]), root };
}
