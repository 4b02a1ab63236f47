/** A tick of an axis, labelled. */
export interface Tick {
  at: number;
  label: string;
}

/** Names the ticks of an axis. */
export const labelOf = (ticks: readonly Tick[]) => {
  const byPlace = new Map(ticks.map(({ at, label }) => [at, label]));
  return (at: number) => byPlace.get(at) ?? '';
};

/** 1, 2, 2.5 or 5 times a power of ten, so that about `wanted` steps reach `max`. */
export function niceStep(max: number, wanted: number): number {
  const rough = max / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 2.5, 5, 10].find((one) => one * power >= rough * 0.999) ?? 10;
  return factor * power;
}

/** Values from zero up to the first step at or above `max`. */
export function valuesFromZero(max: number, wanted = 4): number[] {
  if (!(max > 0)) return [0, 1];
  const step = niceStep(max, wanted);
  const steps = Math.ceil(max / step - 1e-9);
  return Array.from({ length: steps + 1 }, (_, i) => Number((i * step).toPrecision(12)));
}

const durationSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400];

/** Seconds from zero in steps that a clock has. */
export function secondsFromZero(max: number, wanted = 4): number[] {
  if (!(max > 0)) return [0, 60];
  const last = durationSteps[durationSteps.length - 1] ?? 86_400;
  const step = durationSteps.find((one) => one * wanted >= max) ?? niceStep(max / last, wanted) * last;
  return Array.from({ length: Math.ceil(max / step) + 1 }, (_, i) => i * step);
}

/** The `share` quantile of numbers, 0 for none: a robust top for an axis that one wild interval must not flatten. */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
