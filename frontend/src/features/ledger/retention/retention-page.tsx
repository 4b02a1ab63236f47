import { Answered, Section } from '../../../components/panel';
import { TimeText } from '../../../components/time-text';
import type { Answer } from '../../../lib/api';
import { count } from '../../../lib/format';
import { useRoute } from '../../../lib/queries';
import css from '../ledger.module.css';
import { RetentionForm } from './retention-form';
import { RetentionRun } from './retention-run';

type Retention = Answer<'GET /api/ledger/retention'>;

/** How long each class of data is kept, and what the last nightly run took. */
export default function RetentionPage() {
  const retention = useRoute('GET /api/ledger/retention', {});
  return (
    <>
      <Section
        title="How long is what kept?"
        subtitle="What is past its time is erased every night: keys go, hashes and counts stay. Legal holds are passed over"
      >
        <Answered query={retention} height={280}>
          {(found) => <RetentionForm key={JSON.stringify(found.rules)} rules={found.rules} />}
        </Answered>
      </Section>
      <Section title="What did the last run take?" aside={<RetentionRun />}>
        <Answered query={retention} height={60}>
          {(found) => <LastRun run={found.lastRun} />}
        </Answered>
      </Section>
    </>
  );
}

function LastRun({ run }: { run: Retention['lastRun'] }) {
  if (!run) return <p className={css.soft}>It has not run yet.</p>;
  return (
    <dl className={css.facts}>
      <dt>When</dt>
      <dd>
        <TimeText at={run.at} />
      </dd>
      <dt>Keys destroyed</dt>
      <dd>{count(run.keys)}</dd>
      <dt>Entries closed</dt>
      <dd>{count(run.entries)}</dd>
      <dt>Kept by a hold</dt>
      <dd>{count(run.held)}</dd>
    </dl>
  );
}
