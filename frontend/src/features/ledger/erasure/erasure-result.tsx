import { Button } from '@mantine/core';
import type { Answer } from '../../../lib/api';
import { count, exactTime } from '../../../lib/format';
import { useFilters } from '../../../lib/use-filters';
import { useUrlState } from '../../../lib/use-url-state';
import css from '../ledger.module.css';
import { ReachedCopies } from './erasure-extent';

type Done = Answer<'POST /api/ledger/erasures'>;

/** What was erased, and what people still have to do. */
export function ErasureResult({ done, onAgain }: { done: Done; onAgain: () => void }) {
  const { zone } = useFilters();
  const [, setRecord] = useUrlState<string>('record', '');
  return (
    <div className={css.stack} role="status">
      <p className={css.good}>
        Erased {exactTime(done.at, zone)}: {count(done.entries)} entries of {count(done.conversations)}{' '}
        conversations can no longer be opened, {count(done.keys)} keys are gone.
      </p>
      <ReachedCopies datasets={done.datasets} exports={done.exports} />
      <div className={css.buttons}>
        <Button variant="default" onClick={() => setRecord(done.id)}>
          Open the record
        </Button>
        <Button variant="default" onClick={onAgain}>
          Another one
        </Button>
      </div>
    </div>
  );
}
