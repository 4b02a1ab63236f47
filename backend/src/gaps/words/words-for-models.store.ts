import { consentPolicy } from '../../contract/consent.js';
import { type Sql, sql } from '../../db/sql.js';
import { anyRefusal, consented } from '../../episodes/consent.store.js';

const shown = ['pages', consentPolicy.words.turn] as const;
const learnt = ['datasets', consentPolicy.dataset] as const;

/**
 * Whether a model that is asked over the network may read the customer's words: only where they may be shown, and may be
 * learnt from. `table` stands in the statement with the keys of conversation and customer.
 */
export const wordsForModels = (table: Sql): Sql => sql`
  (not ${anyRefusal(...shown)} or ${consented(table, ...shown)})
  and (not ${anyRefusal(...learnt)} or ${consented(table, ...learnt)})`;
