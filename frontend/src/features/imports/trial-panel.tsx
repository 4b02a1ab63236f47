import { useDebouncedValue } from '@mantine/hooks';
import { Panel } from '../../components/panel';
import { Empty } from '../../components/state';
import { count, counted } from '../../lib/format';
import { useQuestion } from '../../lib/queries';
import type { Options, Preview } from './import-words';
import css from './imports.module.css';
import { Conversations } from './preview-panel';

/** Typing must not ask with every letter. */
const settleMs = 400;

/** What the first records give with what is said so far. */
export function TrialPanel({ id, options }: { id: string; options: Options }) {
  const [settled] = useDebouncedValue(options, settleMs);
  const trial = useQuestion('POST /api/imports/:id/trial', { params: { id }, body: settled });
  return (
    <Panel
      title="What does that give?"
      subtitle="The first 300 records. That you looked at them is recorded"
      query={trial}
      height={200}
    >
      {(data) => <Outcome preview={data} />}
    </Panel>
  );
}

function Outcome({ preview: { report, problem, conversations } }: { preview: Preview }) {
  if (!report) return <Empty title={problem ?? 'Nothing yet'} />;
  const { records, events, handoffs, refusals } = report;
  return (
    <div className={css.stack}>
      <p className={css.line} role="status">
        {counted(records.read, 'record', 'records')}: {count(records.read - records.refused)} understood,{' '}
        {count(records.refused)} refused · {counted(events, 'event', 'events')} ·{' '}
        {counted(handoffs.explicit + handoffs.inferred, 'handoff', 'handoffs')}
      </p>
      {refusals.length > 0 && (
        <ul className={css.plain}>
          {refusals.slice(0, 4).map(({ reason, count: times, places }) => (
            <li key={reason}>
              {count(times)} × {reason}
              {places[0] && <span className={css.soft}> first in line {count(places[0].line)}</span>}
            </li>
          ))}
        </ul>
      )}
      <Conversations conversations={conversations.slice(0, 4)} />
    </div>
  );
}
