import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** Random bytes cost a call each; a pool costs one per thousand nonces. Used bytes are never used again. */
const pool = Buffer.alloc(nonceBytes * 1024);
let used = pool.length;

function takeNonce(): Buffer {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += nonceBytes;
  return pool.subarray(used - nonceBytes, used);
}

/** nonce[12] ‖ AES-256-GCM ciphertext ‖ tag[16], bound to `context`. */
export function seal(key: Uint8Array, text: string | Uint8Array, context: Uint8Array): Buffer {
  const nonce = takeNonce();
  const cipher = createCipheriv(algorithm, key, nonce).setAAD(context);
  const body = typeof text === 'string' ? cipher.update(text, 'utf8') : cipher.update(text);
  cipher.final();
  return Buffer.concat([nonce, body, cipher.getAuthTag()]);
}

/** Throws when a single bit of key, context or sealed bytes is another. */
export function unseal(key: Uint8Array, sealed: Buffer, context: Uint8Array): Buffer {
  if (sealed.length < nonceBytes + tagBytes) throw new Error('the sealed bytes are truncated');
  const decipher = createDecipheriv(algorithm, key, sealed.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  });
  decipher.setAAD(context).setAuthTag(sealed.subarray(sealed.length - tagBytes));
  const body = decipher.update(sealed.subarray(nonceBytes, sealed.length - tagBytes));
  decipher.final();
  return body;
}
