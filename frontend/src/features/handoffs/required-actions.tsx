import { Section } from '../../components/panel';
import { markOf } from '../../components/relay-bar/prepare-relay';
import relay from '../../components/relay-bar/relay-bar.module.css';
import { ActionMark } from '../../components/relay-bar/relay-marks';
import { Empty } from '../../components/state';
import { TimeText } from '../../components/time-text';
import { nothing, words } from '../../lib/format';
import css from './handoff.module.css';
import type { Handoff } from './handoff-answer';

type Action = Handoff['requiredActions'][number];

/** What had to be done, whether it was, why not, and who says so. */
export function RequiredActions({ handoff }: { handoff: Handoff }) {
  const { requiredActions, relay: times } = handoff;
  return (
    <Section title="What had to be done?" flush={requiredActions.length > 0}>
      {requiredActions.length === 0 ? (
        <Empty title="No required action came with it">Fidelity does not count this handoff.</Empty>
      ) : (
        <ul className={`${css.actions} ${relay.legend}`}>
          {requiredActions.map((action) => (
            <ActionRow key={action.key} action={action} assumed={times.timesAssumed} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function ActionRow({ action, assumed }: { action: Action; assumed: boolean }) {
  const wrong = action.result === 'incorrect' || action.result === 'omitted' || action.result === 'late';
  return (
    <li className={css.action}>
      <svg width={16} height={16} viewBox="-8 -8 16 16" aria-hidden="true">
        <ActionMark mark={markOf(action.result)} x={0} y={0} size={5} />
      </svg>
      <div className={css.actionWhat}>
        <span>{action.description ?? (action.kind ? words(action.kind) : 'Erased')}</span>
        <span className={css.soft}>
          {[action.kind, action.promised && 'promised to the customer'].filter(Boolean).join(' · ')}
        </span>
      </div>
      <div className={css.actionResult}>
        <span className={wrong ? css.bad : action.result === 'correct' ? css.good : undefined}>
          {action.result ? words(action.result) : 'Not judged'}
        </span>
        <span className={css.soft}>
          {[action.cause && words(action.cause), action.evidence && `evidence: ${action.evidence}`]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </div>
      <div className={`${css.actionWhen} ${css.soft}`}>
        {assumed ? 'assumed time' : <When action={action} />}
      </div>
    </li>
  );
}

function When({ action }: { action: Action }) {
  if (action.recordedAt)
    return (
      <>
        recorded <TimeText at={action.recordedAt} />
      </>
    );
  if (!action.dueAt) return <>{nothing}</>;
  return (
    <>
      due <TimeText at={action.dueAt} />
    </>
  );
}
