import type { Dimension } from '../../../backend/src/contract/dimensions.js';
import { words } from './format';

const noValue = '(none)';
const enumerated: readonly Dimension[] = [
  'reason',
  'priority',
  'purpose',
  'signal',
  'from_kind',
  'to_kind',
  'context_kind',
  'contact_kind',
  'assist',
  'outcome',
  'result',
  'cause',
];

/** Names of enumerations are put into words; names that people gave (a queue, an intent) stay as they are. */
export function valueLabel(name: Dimension, value: string): string {
  if (value === noValue) return name === 'context_kind' ? 'Cannot tell' : 'Not given';
  return enumerated.includes(name) ? words(value) : value;
}
