/** Bits, 16 MiB. */
const size = 2 ** 27;
/** 64 KiB: what is freed in large blocks makes the allocator keep blocks of that size from then on (mallopt(3)). */
const pieceBits = 2 ** 19;
const probes = 4;

/**
 * Which ids came before, in constant memory (Bloom 1970). Never overlooks a repeat; among four million ids it takes
 * fewer than one in five thousand for one.
 */
export class SeenIds {
  private readonly pieces: Uint32Array[] = [];

  /** Whether it was met before. */
  meet(id: string): boolean {
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
      const piece = this.piece(Math.floor(bit / pieceBits));
      const at = (bit % pieceBits) >>> 5;
      const mask = 1 << (bit & 31);
      const word = piece[at] as number;
      if ((word & mask) !== 0) continue;
      isKnown = false;
      piece[at] = word | mask;
    }
    return isKnown;
  }

  private piece(number: number): Uint32Array {
    const known = this.pieces[number];
    if (known) return known;
    const made = new Uint32Array(pieceBits / 32);
    this.pieces[number] = made;
    return made;
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
