import { useRoute } from '../../../lib/queries';
import css from '../ledger.module.css';
import { CheckpointList } from './checkpoint-list';
import { CheckpointPanel } from './checkpoint-panel';
import { CopiesPanel } from './copies-panel';

/** What was signed, and where it is kept besides here. */
export default function CheckpointsPage() {
  const status = useRoute('GET /api/ledger', {});
  return (
    <>
      {status.data && (
        <div className={css.two}>
          <CheckpointPanel status={status.data} />
          <CopiesPanel status={status.data} />
        </div>
      )}
      <CheckpointList />
    </>
  );
}
