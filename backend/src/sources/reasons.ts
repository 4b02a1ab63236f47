import type { reasons as knownReasons } from '../contract/events.js';

export type Reason = (typeof knownReasons)[number];
/** What a source says → why it handed over. Keys are compared without regard to case, blanks, `_` and `-`. */
export type ReasonTable = Readonly<Record<string, Reason>>;

/** What several vendors call alike; a source's own table and the operator's come before it. */
const common: ReasonTable = {
  sentiment_shift: 'sentiment_shift',
  negative_sentiment: 'sentiment_shift',
  low_confidence: 'low_confidence',
  policy_rule: 'policy_rule',
  policy: 'policy_rule',
  customer_request: 'customer_request',
  user_request: 'customer_request',
  user_requested: 'customer_request',
  human_requested: 'customer_request',
  complexity: 'complexity',
  action_failed: 'action_failed',
  tool_error: 'action_failed',
  no_match: 'no_match',
  out_of_scope: 'out_of_scope',
  capacity: 'capacity',
  unknown: 'unknown',
};

/** Texts that are spelled alike are one: without regard to case, blanks, `_` and `-`. */
export const spellingOf = (text: string) =>
  text
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '_');

/** Maps a source's own reasons; what no table names is `unknown`, and the raw text is kept beside it. */
export class Reasons {
  private readonly table: Map<string, Reason>;

  constructor(...tables: (ReasonTable | undefined)[]) {
    const entries = [common, ...tables].flatMap((table) => Object.entries(table ?? {}));
    this.table = new Map(entries.map(([raw, reason]) => [spellingOf(raw), reason]));
  }

  /** The fields of a handoff: nothing when the source gave no reason. */
  of(raw: string | undefined): { reasons?: Reason[]; reason_raw?: string } {
    if (raw === undefined || raw.trim() === '') return {};
    return {
      reasons: [this.table.get(spellingOf(raw)) ?? 'unknown'],
      reason_raw: raw.slice(0, 10_000).toWellFormed(),
    };
  }
}
