import { type DetectorName, detectorOf } from '../../../backend/src/contract/detectors.js';
import type { Dimension } from '../../../backend/src/contract/dimensions.js';

/** The very rows that a detector found, or was measured against: the list with the same predicate and filters. */
export function detectorAddress(
  detector: DetectorName,
  part: 'numerator' | 'denominator',
  carried: string,
  also: Partial<Record<Dimension, string>> = {},
): string {
  const search = new URLSearchParams(carried);
  search.set('detector', detector);
  if (part === 'denominator') search.set('part', part);
  for (const [name, value] of Object.entries(also)) {
    search.delete(name);
    search.append(name, value);
  }
  return `/${detectorOf(detector).population}s?${search}`;
}
