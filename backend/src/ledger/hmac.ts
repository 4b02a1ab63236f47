import { hash } from 'node:crypto';

/**
 * HMAC-SHA-256 for short messages. An event needs a dozen of them, and node:crypto spends most of each call on
 * making an object; here the state under a key is computed once. For more than a few blocks native is faster.
 */

export const blockBytes = 64;
export const digestBytes = 32;

/** First 32 bits of the fractional parts of the roots of the first primes: FIPS 180-4, 4.2.2 and 5.3.3. */
function fractions(root: (prime: number) => number, count: number): Int32Array {
  const found: number[] = [];
  for (let n = 2; found.length < count; n += 1) {
    let isPrime = true;
    for (let d = 2; d * d <= n; d += 1) if (n % d === 0) isPrime = false;
    if (isPrime) found.push(((root(n) % 1) * 2 ** 32) | 0);
  }
  return Int32Array.from(found);
}
const constants = fractions(Math.cbrt, 64);
const initial = fractions(Math.sqrt, 8);
const schedule = new Int32Array(64);

/** FIPS 180-4, 6.2.2: takes the block at `at` into the state. */
function compress(state: Int32Array, bytes: Uint8Array, at: number): void {
  const w = schedule;
  for (let t = 0, i = at; t < 16; t += 1, i += 4) {
    w[t] =
      ((bytes[i] as number) << 24) |
      ((bytes[i + 1] as number) << 16) |
      ((bytes[i + 2] as number) << 8) |
      (bytes[i + 3] as number);
  }
  for (let t = 16; t < 64; t += 1) {
    const x = w[t - 15] as number;
    const y = w[t - 2] as number;
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[t] = ((w[t - 16] as number) + s0 + (w[t - 7] as number) + s1) | 0;
  }
  let a = state[0] as number;
  let b = state[1] as number;
  let c = state[2] as number;
  let d = state[3] as number;
  let e = state[4] as number;
  let f = state[5] as number;
  let g = state[6] as number;
  let h = state[7] as number;
  for (let t = 0; t < 64; t += 1) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (constants[t] as number) + (w[t] as number)) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0] = ((state[0] as number) + a) | 0;
  state[1] = ((state[1] as number) + b) | 0;
  state[2] = ((state[2] as number) + c) | 0;
  state[3] = ((state[3] as number) + d) | 0;
  state[4] = ((state[4] as number) + e) | 0;
  state[5] = ((state[5] as number) + f) | 0;
  state[6] = ((state[6] as number) + g) | 0;
  state[7] = ((state[7] as number) + h) | 0;
}

const stateWords = 8;
const working = new Int32Array(stateWords);
/** The last one or two blocks of a message, padded. */
const tail = new Uint8Array(2 * blockBytes);

/** Digest, into `digest`, of what the state at `from` has taken in, one block, and the first `length` bytes of `message`. */
function finish(
  states: Int32Array,
  from: number,
  message: Uint8Array,
  length: number,
  digest: Uint8Array,
): void {
  for (let i = 0; i < stateWords; i += 1) working[i] = states[from + i] as number;
  let at = 0;
  for (; at + blockBytes <= length; at += blockBytes) compress(working, message, at);
  const rest = length - at;
  const end = rest < blockBytes - 8 ? blockBytes : 2 * blockBytes;
  tail.fill(0, rest, end);
  for (let i = 0; i < rest; i += 1) tail[i] = message[at + i] as number;
  tail[rest] = 0x80;
  const bits = (blockBytes + length) * 8;
  tail[end - 4] = bits >>> 24;
  tail[end - 3] = bits >>> 16;
  tail[end - 2] = bits >>> 8;
  tail[end - 1] = bits;
  compress(working, tail, 0);
  if (end > blockBytes) compress(working, tail, blockBytes);
  for (let i = 0; i < stateWords; i += 1) {
    const word = working[i] as number;
    digest[4 * i] = word >>> 24;
    digest[4 * i + 1] = word >>> 16;
    digest[4 * i + 2] = word >>> 8;
    digest[4 * i + 3] = word;
  }
}

const innerFiller = 0x36;
const outerFiller = 0x5c;

function fillPad(pad: Uint8Array, key: Uint8Array, filler: number): Uint8Array {
  pad.fill(filler);
  for (let i = 0; i < key.length; i += 1) pad[i] = (key[i] as number) ^ filler;
  return pad;
}

const scratchPad = new Uint8Array(blockBytes);

function padded(key: Uint8Array, filler: number): Int32Array {
  const state = new Int32Array(initial);
  compress(state, fillPad(scratchPad, key, filler), 0);
  return state;
}

/** What the inner hash gives; nothing in it outlives a call. */
const innerDigest = new Uint8Array(digestBytes);

/** HMAC-SHA-256 (RFC 2104) under a key of at most 64 bytes. */
export class HmacKey {
  /** Of the inner and the outer hash: tens of thousands of keys are kept, and one array is half of two. */
  private readonly states = new Int32Array(2 * stateWords);

  constructor(key: Uint8Array) {
    if (key.length > blockBytes) throw new RangeError('the key is longer than a block');
    this.states.set(padded(key, innerFiller));
    this.states.set(padded(key, outerFiller), stateWords);
  }

  /** Of the first `length` bytes. */
  sign(message: Uint8Array, length = message.length): Buffer {
    const digest = Buffer.allocUnsafe(digestBytes);
    this.signInto(digest, message, length);
    return digest;
  }

  /** The same, where the bytes are not kept: a buffer for each hash would be most of what an event leaves behind. */
  signInto(digest: Uint8Array, message: Uint8Array, length = message.length): void {
    finish(this.states, 0, message, length, innerDigest);
    finish(this.states, stateWords, innerDigest, digestBytes, digest);
  }
}

/** In hexadecimal: a digest given as bytes has memory of its own, outside the heap. */
const sha256 = (bytes: Uint8Array): string => hash('sha256', bytes, 'hex');

/** The same for messages of any length, hashed natively. */
export class LongHmacKey {
  private readonly inner: Uint8Array;
  /** The padded key, and room for what the first hash gives. */
  private readonly outer: Buffer;

  constructor(key: Uint8Array) {
    if (key.length > blockBytes) throw new RangeError('the key is longer than a block');
    this.inner = fillPad(new Uint8Array(blockBytes), key, innerFiller);
    this.outer = Buffer.alloc(blockBytes + digestBytes);
    fillPad(this.outer.subarray(0, blockBytes), key, outerFiller);
  }

  /** Of what stands from `blockBytes` to before `end`; the key is written before it. */
  sign(message: Uint8Array, end: number): Buffer {
    message.set(this.inner);
    this.outer.write(sha256(message.subarray(0, end)), blockBytes, 'hex');
    return Buffer.from(sha256(this.outer), 'hex');
  }
}
