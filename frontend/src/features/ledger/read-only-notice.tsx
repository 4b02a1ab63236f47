import { IconAlertOctagon } from '@tabler/icons-react';
import type { Answer } from '../../lib/api';
import css from './read-only-notice.module.css';

type ReadOnly = NonNullable<Answer<'GET /api/ledger'>['readOnly']>;

/** The database is older than what was signed for it: what happened, what is safe, what to do. */
export function ReadOnlyNotice({ state }: { state: ReadOnly }) {
  return (
    <div className={css.notice} role="alert">
      <IconAlertOctagon size={20} stroke={1.6} aria-hidden className={css.icon} />
      <div>
        <p className={css.title}>Ledger rollback: nothing is being recorded</p>
        <p>{state.detail}</p>
        <p>
          What was copied outside the database is safe. New events are refused with the request to send them
          again, so that none is taken and then lost.
        </p>
        <ol className={css.steps}>
          <li>Keep the checkpoint copies as they are: they prove what the ledger held.</li>
          <li>Restore a database that is at least as new as the newest copy, and start Baton again.</li>
          <li>
            If there is none, an administrator can go on from here with{' '}
            <code>baton ledger accept-rollback --reason …</code> on the server. The break is then recorded in
            the ledger for ever, and whoever keeps one of the lost checkpoints can show it.
          </li>
        </ol>
      </div>
    </div>
  );
}
