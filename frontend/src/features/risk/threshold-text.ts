import { type ThresholdName, thresholds } from '../../../../backend/src/contract/detectors.js';
import { duration, percent } from '../../lib/format';

/** A threshold's value in its unit. */
export function thresholdText(name: ThresholdName): string {
  const { value, unit } = thresholds[name];
  if (unit === 'seconds') return duration(value);
  if (unit === 'share') return percent(value, 0);
  return unit === 'sentiment' ? String(value).replace('-', '−') : `${value} ${unit}`;
}
