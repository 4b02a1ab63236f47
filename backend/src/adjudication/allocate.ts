/** A stratum before the draw: how many units, and their standard deviation as far as it is known. */
export interface Layer {
  name: string;
  population: number;
  spread: number;
}

export type Allocation = 'proportional' | 'neyman';

/** A variance needs two readings. */
export const leastPerStratum = 2;

/**
 * How many units are drawn in each stratum: in proportion to its size, or to size × standard deviation (Neyman 1934;
 * Cochran, Sampling Techniques, 1977, sections 5.3 and 5.5). None gets fewer than two nor more than it has; what a full
 * stratum cannot take goes to the others. The sizes add up to `size`, or to all that there is.
 */
export function allocate(layers: readonly Layer[], size: number, how: Allocation): Map<string, number> {
  const least = (layer: Layer) => Math.min(layer.population, leastPerStratum);
  const total = layers.reduce((sum, layer) => sum + layer.population, 0);
  const wanted = Math.min(
    Math.max(
      size,
      layers.reduce((sum, layer) => sum + least(layer), 0),
    ),
    total,
  );
  const weight = (layer: Layer) => layer.population * (how === 'neyman' ? layer.spread : 1);
  const shares = fill(
    layers.map((layer) => ({ weight: weight(layer), low: least(layer), high: layer.population })),
    wanted,
  );
  return wholeNumbers(layers, shares, wanted);
}

interface Bounds {
  weight: number;
  low: number;
  high: number;
}

/** Shares in proportion to the weights within the bounds: `clamp(weight × level)`, at the level at which they add up. */
export function fill(parts: readonly Bounds[], total: number): number[] {
  const even = parts.every(({ weight }) => weight <= 0);
  const at = (level: number) =>
    parts.map(({ weight, low, high }) => Math.min(high, Math.max(low, (even ? high : weight) * level)));
  const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
  let [low, high] = [0, 1];
  while (sum(at(high)) < total - 1e-9 && high < 1e12) high *= 2;
  for (let step = 0; step < 100; step += 1) {
    const middle = (low + high) / 2;
    if (sum(at(middle)) < total) low = middle;
    else high = middle;
  }
  return at(high);
}

/** Largest remainders first; of equal ones, the stratum whose name comes first. */
function wholeNumbers(
  layers: readonly Layer[],
  shares: readonly number[],
  total: number,
): Map<string, number> {
  const parts = layers.map((layer, i) => {
    const share = shares[i] ?? 0;
    const whole = Math.floor(share + 1e-9);
    return { layer, whole, rest: share - whole };
  });
  let missing = total - parts.reduce((sum, part) => sum + part.whole, 0);
  const order = [...parts].sort((a, b) => b.rest - a.rest || (a.layer.name < b.layer.name ? -1 : 1));
  while (missing > 0) {
    const before = missing;
    for (const part of order) {
      if (missing === 0 || part.whole >= part.layer.population) continue;
      part.whole += 1;
      missing -= 1;
    }
    if (missing === before) break;
  }
  return new Map(parts.map(({ layer, whole }) => [layer.name, whole]));
}

/**
 * Standard deviation of a yes-or-no answer from what earlier readings say, drawn towards one half where they say
 * little (one correct and one wrong are added), so that no stratum is taken for certain.
 */
export function spreadOf({ judged, correct }: { judged: number; correct: number }): number {
  const share = (correct + 1) / (judged + 2);
  return Math.sqrt(share * (1 - share));
}
