import { Link, useParams } from 'wouter';
import { admins } from '../../../../backend/src/contract/roles.js';
import { Page } from '../../components/page';
import { Answered, Section } from '../../components/panel';
import { NoPermission } from '../../components/state';
import { TimeText } from '../../components/time-text';
import { useRoute } from '../../lib/queries';
import { useMay } from '../../lib/session';
import { filesText, isWorking, type Job, sizeText, stateWords } from './import-words';
import css from './imports.module.css';
import { OptionsPanel } from './options-panel';
import { PreviewPanel } from './preview-panel';
import { ProgressPanel } from './progress-panel';
import { ReportPanels } from './report-panels';
import { StartPanel } from './start-panel';

/** One import from its check to its end. */
export default function ImportPage() {
  const { id = '' } = useParams();
  const may = useMay(admins);
  const job = useRoute(
    'GET /api/imports/:id',
    { params: { id } },
    { enabled: may, every: (last) => (isWorking(last?.state) ? 1_000 : false) },
  );
  return (
    <Page
      title={job.data ? filesText(job.data.files) : 'Import'}
      question={job.data && <Standing job={job.data} />}
      aside={<Link href="/imports">All imports</Link>}
    >
      {may ? (
        <Answered query={job}>{(data) => <Stage job={data} />}</Answered>
      ) : (
        <NoPermission needs="administrator" />
      )}
    </Page>
  );
}

function Standing({ job }: { job: Job }) {
  return (
    <>
      {stateWords[job.state]} · brought by {job.createdBy} <TimeText at={job.createdAt} />
    </>
  );
}

function Stage({ job }: { job: Job }) {
  const { state, report } = job;
  const mayBeReadAnew =
    job.startedAt === null && (state === 'checked' || state === 'uploading' || state === 'failed');
  return (
    <div className={css.stack}>
      {isWorking(state) && <ProgressPanel job={job} />}
      {!isWorking(state) && <StartPanel job={job} />}
      {mayBeReadAnew && <OptionsPanel key={`${job.id} ${job.problem}`} job={job} />}
      {report && state !== 'checking' && <ReportPanels job={job} report={report} />}
      {state === 'checked' && <PreviewPanel job={job} />}
      {!isWorking(state) && <Files files={job.files} />}
    </div>
  );
}

function Files({ files }: { files: Job['files'] }) {
  return (
    <Section title="Which files?">
      <ul className={css.plain}>
        {files.map(({ name, bytes, sha256, packing }) => (
          <li key={`${name} ${sha256}`}>
            <span className={css.name}>{name}</span> {sizeText(bytes)}
            {packing !== 'none' && `, ${packing}`} <code className={css.digest}>sha256:{sha256}</code>
          </li>
        ))}
      </ul>
    </Section>
  );
}
