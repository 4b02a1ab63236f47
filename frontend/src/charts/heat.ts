/** Shades of the one sequential scale: `--heat-1` to `--heat-6` in tokens.css. */
const shades = 6;

/** The shade of a value between the least and the most; 0 where there is nothing to shade. */
export function shadeOf(value: number | null, least: number, most: number): number {
  if (value === null || Number.isNaN(value)) return 0;
  if (most <= least) return 1;
  const share = (value - least) / (most - least);
  return 1 + Math.min(shades - 1, Math.max(0, Math.floor(share * shades)));
}

export const shadeNames = Array.from({ length: shades }, (_, i) => i + 1);
