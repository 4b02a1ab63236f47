import { createHash, createPublicKey, verify } from 'node:crypto';

/**
 * The log's hashes and notes once more, written from RFC 6962 and C2SP signed-note alone: what judges the product
 * may not share a mistake with it.
 */
const sha256 = (...parts: (string | Uint8Array)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

const leafOf = (entry: Uint8Array) => sha256(Buffer.of(0), entry);
const parentOf = (left: Uint8Array, right: Uint8Array) => sha256(Buffer.of(1), left, right);

/** Full subtrees of what was added so far, largest first, with the number of leaves below each. */
export class IndependentTree {
  private readonly peaks: { leaves: number; hash: Buffer }[] = [];
  size = 0;

  add(entry: Uint8Array): void {
    let peak = { leaves: 1, hash: leafOf(entry) };
    for (let last = this.peaks.at(-1); last?.leaves === peak.leaves; last = this.peaks.at(-1)) {
      this.peaks.pop();
      peak = { leaves: 2 * peak.leaves, hash: parentOf(last.hash, peak.hash) };
    }
    this.peaks.push(peak);
    this.size += 1;
  }

  root(): Buffer {
    const hashes = this.peaks.map(({ hash }) => hash).reverse();
    return hashes.slice(1).reduce((right, left) => parentOf(left, right), hashes[0] ?? sha256(''));
  }
}

export interface SignedSize {
  origin: string;
  size: number;
  root: Buffer;
}

const publicPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/** The checkpoint of a note that this verifier key (`name+id+key`) signed; throws for anything else. */
export function readNote(note: string, vkey: string): SignedSize {
  const [name = '', id = '', ...rest] = vkey.split('+');
  const typed = Buffer.from(rest.join('+'), 'base64');
  const key = createPublicKey({
    key: Buffer.concat([publicPrefix, typed.subarray(1)]),
    format: 'der',
    type: 'spki',
  });
  if (sha256(name, '\n', typed).subarray(0, 4).toString('hex') !== id)
    throw new Error('the key id is not its own');
  const [body = '', signatures = ''] = note.split('\n\n');
  const text = `${body}\n`;
  const signed = signatures.split('\n').some((line) => {
    const [dash, signer, encoded = ''] = line.split(' ');
    const bytes = Buffer.from(encoded, 'base64');
    const ours = dash === '—' && signer === name && bytes.subarray(0, 4).toString('hex') === id;
    return ours && verify(null, Buffer.from(text), key, bytes.subarray(4));
  });
  if (!signed) throw new Error(`not signed by ${name}: ${JSON.stringify(note)}`);
  const [origin = '', size = '', root = ''] = body.split('\n');
  return { origin, size: Number(size), root: Buffer.from(root, 'base64') };
}
