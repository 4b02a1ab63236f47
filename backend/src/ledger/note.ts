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

/** From the 32 bytes of an Ed25519 public key. */
export function makeVerifier(name: string, raw: Buffer): Verifier {
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

/** The 32 bytes of the public key that belongs to a seed. */
export function publicKeyOf(seed: Buffer): Buffer {
  const { publicKey } = keyPairOf(seed);
  return Buffer.from(publicKey.export({ format: 'der', type: 'spki' }).subarray(publicPrefix.length));
}

function keyPairOf(seed: Buffer): { secret: KeyObject; publicKey: KeyObject } {
  const secret = createPrivateKey({ key: Buffer.concat([seedPrefix, seed]), format: 'der', type: 'pkcs8' });
  return { secret, publicKey: createPublicKey(secret) };
}

/** From the 32 secret bytes of an Ed25519 key. */
export function makeSigner(name: string, seed: Buffer): Signer {
  return { ...makeVerifier(name, publicKeyOf(seed)), secret: keyPairOf(seed).secret };
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

function signatureLineOf(text: string, { keyId, name, secret }: Signer): string {
  const signature = Buffer.concat([keyId, sign(null, Buffer.from(text), secret)]);
  return `— ${name} ${signature.toString('base64')}\n`;
}

/**
 * One signature line per signer. Ed25519 is deterministic: signing the same checkpoint again gives the same bytes.
 */
export function signCheckpoint(checkpoint: Checkpoint, ...signers: readonly Signer[]): string {
  const text = checkpointText(checkpoint);
  return `${text}\n${signers.map((signer) => signatureLineOf(text, signer)).join('')}`;
}

interface NoteSignature {
  name: string;
  keyId: Buffer;
  signature: Buffer;
}

interface SplitNote {
  /** What was signed: up to and with its last line break. */
  text: string;
  signatures: NoteSignature[];
}

/** As many as Go's sumdb/note reads. */
const mostSignatures = 100;
const controlOtherThanNewline = /[^\n\P{Cc}]/u;

function readSignature(line: string): NoteSignature | undefined {
  const parts = /^— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/u.exec(line);
  if (!parts) return undefined;
  const bytes = Buffer.from(parts[2] as string, 'base64');
  if (bytes.toString('base64') !== parts[2] || bytes.length <= keyIdBytes) return undefined;
  return {
    name: parts[1] as string,
    keyId: bytes.subarray(0, keyIdBytes),
    signature: bytes.subarray(keyIdBytes),
  };
}

function splitNote(note: string): SplitNote | undefined {
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n') || !note.isWellFormed() || controlOtherThanNewline.test(note))
    return undefined;
  const lines = note.slice(end + 2, -1).split('\n');
  const signatures = lines.map(readSignature).filter((signature) => signature !== undefined);
  if (signatures.length !== lines.length || lines.length > mostSignatures) return undefined;
  return { text: note.slice(0, end + 1), signatures };
}

/** Three lines: extension lines are read by nobody and so are refused. */
function readCheckpointText(text: string): Checkpoint | undefined {
  const parts = /^([^\n]+)\n(0|[1-9][0-9]{0,15})\n([A-Za-z0-9+/]{43}=)\n$/.exec(text);
  const size = Number(parts?.[2]);
  const root = Buffer.from(parts?.[3] ?? '', 'base64');
  if (!parts || !Number.isSafeInteger(size) || root.toString('base64') !== parts[3]) return undefined;
  return { origin: parts[1] as string, size, root };
}

/** What a note says, whoever signed it: its form is checked, its signatures are not. */
export function readUnverified(note: string): Checkpoint | undefined {
  const split = splitNote(note);
  return split && readCheckpointText(split.text);
}

/**
 * The checkpoint of a note that one of the verifiers' keys signed; undefined for anything else. Signatures of
 * strangers are ignored; one that claims to be of a known key and is not spoils the whole note.
 */
export function openCheckpoint(note: string, ...verifiers: readonly Verifier[]): Checkpoint | undefined {
  const split = splitNote(note);
  if (!split) return undefined;
  const text = Buffer.from(split.text);
  let known = 0;
  for (const { name, keyId, signature } of split.signatures) {
    const verifier = verifiers.find((one) => one.name === name && one.keyId.equals(keyId));
    if (!verifier) continue;
    if (signature.length !== signatureBytes || !verify(null, text, verifier.key, signature)) return undefined;
    known += 1;
  }
  return known > 0 ? readCheckpointText(split.text) : undefined;
}
