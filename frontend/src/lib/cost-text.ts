import { count, duration } from './format';

interface Cost {
  basis: 'money' | 'hours' | 'count';
  currency: string | null;
}

/** In the unit that is known: money, hours of human work, or a plain number. */
export function costText({ basis, currency }: Cost, value: number): string {
  if (basis === 'hours') return duration(value * 3600);
  if (basis === 'count' || currency === null) return count(Math.round(value));
  return `${count(Math.round(value))} ${currency}`;
}
