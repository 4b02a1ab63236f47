import { wilson } from '../metrics/intervals.js';

/** A share of judged actions with its interval. */
export const countedOf = (correct: number, judged: number) => ({
  value: judged === 0 ? null : correct / judged,
  interval: wilson(correct, judged),
  judged,
  correct,
});
