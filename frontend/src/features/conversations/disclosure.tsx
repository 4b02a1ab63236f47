import css from './conversation.module.css';
import type { Conversation } from './conversation-answer';

/** What of the words is gone, or is not shown. Nothing where all of it is there. */
export function Disclosure({ shown }: { shown: Pick<Conversation, 'erased' | 'withheld'> }) {
  const { erased, withheld } = shown;
  return (
    <>
      {erased && (
        <p className={css.erased}>
          The personal data of this customer was erased. Times and counts remain, words and values are gone.
        </p>
      )}
      {withheld.length > 0 && (
        <p className={css.withheld}>
          Not shown, as the customer’s consent does not cover it: {withheld.join(', ')}. Times and counts
          remain.
        </p>
      )}
    </>
  );
}
