/**
 * xoshiro128** (Blackman and Vigna, 2018), state filled by splitmix32. The same seed gives the same numbers on
 * every machine: only 32-bit integer operations reach the state.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private d: number;

  constructor(seed: number) {
    const fill = splitmix32(seed);
    this.a = fill();
    this.b = fill();
    this.c = fill();
    this.d = fill();
  }

  /** A generator of its own for one thing, whatever else has been drawn before. */
  static of(seed: number, ...labels: (string | number)[]): Random {
    return new Random(digest([seed, ...labels].join('/')));
  }

  private next(): number {
    const scrambled = Math.imul(rotate(Math.imul(this.b, 5), 7), 9);
    const shifted = this.b << 9;
    this.c ^= this.a;
    this.d ^= this.b;
    this.b ^= this.c;
    this.a ^= this.d;
    this.c ^= shifted;
    this.d = rotate(this.d, 11);
    return scrambled >>> 0;
  }

  /** Uniform in [0, 1). */
  unit(): number {
    return this.next() / 4_294_967_296;
  }

  /** Whole number from 0 to `count` - 1. */
  below(count: number): number {
    return Math.floor(this.unit() * count);
  }

  between(low: number, high: number): number {
    return low + this.unit() * (high - low);
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new RangeError('nothing to pick from');
    return list[this.below(list.length)] as T;
  }

  /** One of the items, in proportion to its weight. */
  weighted<T>(items: readonly T[], weight: (item: T) => number): T {
    let left = this.unit() * items.reduce((sum, item) => sum + weight(item), 0);
    for (const item of items) {
      left -= weight(item);
      if (left < 0) return item;
    }
    return items[items.length - 1] as T;
  }

  /** One of the keys, in proportion to its value. */
  share<K extends string>(shares: Partial<Record<K, number>>): K {
    return this.weighted(Object.keys(shares) as K[], (key) => shares[key] ?? 0);
  }

  exponential(mean: number): number {
    return -Math.log(1 - this.unit()) * mean;
  }

  /** Waiting times: half lie below `median`; `spread` is the standard deviation of the logarithm. */
  lognormal(median: number, spread: number): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.unit())) * Math.cos(2 * Math.PI * this.unit());
    return median * Math.exp(spread * normal);
  }
}

const rotate = (value: number, by: number) => (value << by) | (value >>> (32 - by));

function splitmix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) | 0;
  };
}

/** 32-bit FNV-1a over UTF-16 units. */
export function digest(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
