import { expect, test } from 'vitest';
import { actsOf } from '../../frontend/src/features/review/review-acts.js';
import type { ReviewItem } from '../../frontend/src/features/review/review-words.js';

const nothing = () => undefined;
const acts = { accept: nothing, relabel: nothing, reject: nothing, split: nothing, skip: nothing };

/** What stands out of an item with two members, by its key. */
function mainOf(item: Pick<ReviewItem, 'labelFrom' | 'reasons'>, chosen = 0): string[] {
  const members = [{}, {}] as ReviewItem['members'];
  const whole = { kind: 'core', label: 'lost_help', members, ...item } as ReviewItem;
  return actsOf(whole, chosen, acts).flatMap(({ key, isMain }) => (isMain ? [key] : []));
}

test('the answer that is likely to be right stands out', () => {
  expect(mainOf({ labelFrom: 'resolved', reasons: ['agree'] })).toEqual(['a']);
  // Made of words: whoever accepts it trains the bot with a name that nobody gave.
  expect(mainOf({ labelFrom: 'terms', reasons: ['agree', 'unnamed'] })).toEqual(['l']);
  expect(mainOf({ labelFrom: 'resolved', reasons: ['glance'] })).toEqual([]);
  expect(mainOf({ labelFrom: 'resolved', reasons: ['glance'] }, 1)).toEqual(['a']);
});
