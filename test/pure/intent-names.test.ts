import { expect, test } from 'vitest';
import { nameIntents } from '../../backend/src/datasets/formats/intent-names.js';

test('names of intents stay where a platform takes them, and are never the same twice', () => {
  const rule = { forbidden: /[^a-z_]+/giu, most: 8 };
  const name = nameIntents(['pay bill', 'pay_bill', 'PAY_bill', '!!', '発送'], rule);
  expect(['pay_bill', 'PAY_bill', 'pay bill', '!!', '発送'].map(name)).toEqual([
    `${'pay_bill_2'.slice(0, 0)}pay_bi_2`,
    'PAY_bill',
    'pay_bi_3',
    'intent',
    'intent_2',
  ]);
});
