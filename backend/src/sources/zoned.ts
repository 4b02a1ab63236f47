import { offsetAt } from '../contract/zone-offset.js';

/**
 * When the clocks of a zone show this; `local`: as if they showed UTC, ms. Of an hour that comes twice the first one; one
 * that is left out is as long before as the clocks are set forward.
 */
export function instantIn(zone: string, local: number): number {
  if (Number.isNaN(local) || /^(utc|gmt)$/i.test(zone)) return local;
  const before = offsetAt(zone, local - 86_400_000);
  const at = local - before;
  if (offsetAt(zone, at) === before) return at;
  const later = local - offsetAt(zone, local + 86_400_000);
  return later + offsetAt(zone, later) === local ? later : at;
}
