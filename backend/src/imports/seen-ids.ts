/** Bits, 16 MiB. */
const size = 2 ** 27;
const probes = 4;

/**
 * Which ids came before, in constant memory (Bloom 1970). Never overlooks a repeat; among four million ids it takes
 * fewer than one in five thousand for one.
 */
export class SeenIds {
  private bits: Uint32Array | undefined;

  /** Whether it was met before. */
  meet(id: string): boolean {
    this.bits ??= new Uint32Array(size / 32);
    let one = 0x811c9dc5;
    let other = 0x9e3779b9;
    for (let i = 0; i < id.length; i++) {
      const code = id.charCodeAt(i);
      one = Math.imul(one ^ code, 0x01000193);
      other = Math.imul(other ^ code, 0x85ebca6b) ^ (other >>> 13);
    }
    let isKnown = true;
    for (let probe = 0; probe < probes; probe++) {
      const bit = mixed(one + Math.imul(probe, other | 1)) % size;
      const mask = 1 << (bit & 31);
      const word = this.bits[bit >>> 5] as number;
      if ((word & mask) !== 0) continue;
      isKnown = false;
      this.bits[bit >>> 5] = word | mask;
    }
    return isKnown;
  }
}

/** The end of MurmurHash3: every bit of the input moves every bit of the output. */
function mixed(given: number): number {
  let hash = given ^ (given >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
