import { words } from '../../lib/format';
import type { HandoffSummary } from './handoff-list';
import css from './handoffs.module.css';

type Shown = Pick<HandoffSummary, 'status' | 'leaked' | 'transferred' | 'callbackReasons' | 'relay'>;

const tones: Record<HandoffSummary['status'], string | undefined> = {
  waiting: css.toneWarn,
  accepted: css.toneQuiet,
  resolved: css.toneGood,
  failed: css.toneBad,
  ended: css.toneQuiet,
};

/** How far it got, and what is wrong with it. */
export function HandoffStatus({ handoff }: { handoff: Shown }) {
  const marks = [
    handoff.leaked && 'leaked',
    handoff.transferred && 'sent on',
    handoff.relay.callbackAt && 'called back',
  ].filter((mark) => typeof mark === 'string');
  return (
    <span className={css.status}>
      <span className={`${css.tag} ${tones[handoff.status]}`}>{words(handoff.status)}</span>
      {marks.map((mark) => (
        <span key={mark} className={`${css.tag} ${css.toneBad}`}>
          {words(mark)}
        </span>
      ))}
    </span>
  );
}

/** `2 of 3 right`. */
export function actionsInWords(actions: HandoffSummary['actions']): string {
  if (actions.length === 0) return 'none';
  const right = actions.filter((action) => action.result === 'correct').length;
  return `${right} of ${actions.length} right`;
}
