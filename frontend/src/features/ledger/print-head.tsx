import { exactTime } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import { useSession } from '../../lib/session';
import { useFilters } from '../../lib/use-filters';
import { useNow } from '../../lib/use-now';
import css from './print.module.css';

/** Stands on paper only: which log, where it can be fetched, printed when and by whom. */
export function PrintHead() {
  const { data } = useRoute('GET /api/ledger', {});
  const session = useSession();
  const { zone } = useFilters();
  const now = useNow();
  if (!data || session.state !== 'signed-in') return null;
  return (
    <dl className={css.head}>
      <dt>Log</dt>
      <dd>{data.origin}</dd>
      <dt>Checkpoint</dt>
      <dd>{`${location.origin}/log/${data.log}/checkpoint`}</dd>
      <dt>This page</dt>
      <dd>{location.href}</dd>
      <dt>Printed</dt>
      <dd>
        {exactTime(now, zone)} by {session.session.name} ({session.session.email})
      </dd>
    </dl>
  );
}
