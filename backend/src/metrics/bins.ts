/** Neighbouring bin edges differ by this factor. */
export const binFactor = 1.05;

/** Half-width of a bin relative to its value, from one second upwards: 2.47 %. */
export const relativeError = Math.sqrt(binFactor) - 1;

/** Bin 0 holds less than a second, bin k from `binFactor^(k-1)` to below `binFactor^k` seconds. */
export function binOf(seconds: number): number {
  return seconds < 1 ? 0 : Math.floor(Math.log(seconds) / Math.log(binFactor)) + 1;
}

export const lowerEdge = (bin: number): number => (bin <= 0 ? 0 : binFactor ** (bin - 1));
export const upperEdge = (bin: number): number => binFactor ** Math.max(0, bin);

/** The value that stands for a bin: its geometric middle, off by at most `relativeError`. */
export const middleOf = (bin: number): number => (bin <= 0 ? 0.5 : binFactor ** (bin - 0.5));
