import type { LedgerEvent } from '../ledger/ledger-event.js';

/** What the customer's turns of a stretch tell without their words. */
export interface Voice {
  turns: number;
  /** Some turn says what mood the customer is in. */
  moodKnown: boolean;
  negativeAt: number | null;
  /** Customer turns after the first negative one. */
  turnsSinceNegative: number;
  requested: boolean;
  /** Customer turns after the one that first asked for a human. */
  turnsSinceRequest: number;
}

export const unheard: Voice = {
  turns: 0,
  moodKnown: false,
  negativeAt: null,
  turnsSinceNegative: 0,
  requested: false,
  turnsSinceRequest: 0,
};

/** In basis points of −1..1. Nearer to zero is noise of whoever scored it; changed, facts have to be rebuilt. */
export const negativeFrom = -2_500;

export function hear(before: Voice, { pub, at }: LedgerEvent): Voice {
  const mood = pub.sentiment_bp;
  const isNegative = mood !== undefined && mood <= negativeFrom;
  return {
    turns: before.turns + 1,
    moodKnown: before.moodKnown || mood !== undefined,
    negativeAt: before.negativeAt ?? (isNegative ? at : null),
    turnsSinceNegative: before.turnsSinceNegative + Number(before.negativeAt !== null),
    requested: before.requested || pub.requests_human === true,
    turnsSinceRequest: before.turnsSinceRequest + Number(before.requested),
  };
}
