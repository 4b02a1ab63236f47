import { type Change, changeInterval, changeText } from './change';

export interface GuardModel {
  verdict: 'suppression' | 'clear' | 'unknown';
  words: string;
}

/**
 * Escalations that fall while callbacks rise are customers kept from a human, not customers helped. Both changes
 * must stand clear of zero before it is called that.
 */
export function prepareGuard(escalation: Change | null, callback: Change | null): GuardModel {
  if (!escalation || !callback) {
    return {
      verdict: 'unknown',
      words: 'Suppression cannot be judged: there is too little to compare, here or in the period before.',
    };
  }
  const falls = escalation.clear && escalation.direction === 'down';
  const rises = callback.clear && callback.direction === 'up';
  if (falls && rises) {
    return {
      verdict: 'suppression',
      words: `Sign of suppression: escalations fall (${told(escalation)}) while callbacks rise (${told(callback)}). Fewer handoffs here may mean customers who did not get through.`,
    };
  }
  return {
    verdict: 'clear',
    words: `No sign of suppression: escalation rate ${moved(escalation)}, callback rate ${moved(callback)}.`,
  };
}

const told = (change: Change): string =>
  `${changeText(change, 'ratio')}, ${changeInterval(change, 'ratio') ?? ''}`;

const moved = (change: Change): string =>
  change.clear ? changeText(change, 'ratio') : `without clear change (${changeText(change, 'ratio')})`;
