import { words } from '../../lib/format';
import type { HandoffSummary } from './handoff-list';
import css from './handoffs.module.css';

type Shown = Pick<HandoffSummary, 'status' | 'leaked' | 'transferred' | 'callbackReasons' | 'relay'>;

type Result = NonNullable<HandoffSummary['actions'][number]['result']>;
const judgements: readonly Result[] = ['correct', 'incorrect', 'omitted', 'late'];

const tones: Record<HandoffSummary['status'], string | undefined> = {
  waiting: css.toneWarn,
  open: css.toneQuiet,
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

/** `2 of 3 right`, over those that somebody judged; the others are named apart. */
export function ActionsInWords({ actions }: { actions: HandoffSummary['actions'] }) {
  if (actions.length === 0) return <span className={css.soft}>none</span>;
  const judged = actions.filter(({ result }) => result !== null && judgements.includes(result));
  const right = judged.filter(({ result }) => result === 'correct').length;
  const open = actions.length - judged.length;
  return (
    <>
      {judged.length > 0 && (
        <span className={css.two}>
          {right} of {judged.length} right
        </span>
      )}
      {open > 0 && <span className={`${css.two} ${css.soft}`}>{open} not judged</span>}
    </>
  );
}
