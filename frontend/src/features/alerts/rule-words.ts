import type { AlertReading } from '../../../../backend/src/contract/alerts.js';
import type { Rule } from './rule-draft';

/** Why a window says nothing. */
export const unknownWords: Record<NonNullable<AlertReading['why']>, string> = {
  no_data: 'there is no data',
  too_few: 'too few rows',
  not_mature: 'its rows are too young to judge',
  behind: 'the facts were behind the ledger',
  no_history: 'too little is known about this source',
  no_period_before: 'the period before has too few rows',
};

export const stateWords: Record<Rule['state'], string> = {
  new: 'not looked at yet',
  ok: 'ok',
  unknown: 'cannot tell',
  firing: 'firing',
};

export const causeWords = {
  recovered: 'back within its limits',
  changed: 'the rule was changed',
  paused: 'the rule was paused',
  removed: 'the rule was removed',
} as const;
