import { Link } from 'wouter';
import { admins } from '../../../../backend/src/contract/roles.js';
import { type Column, DataTable } from '../../components/data-table';
import { Page } from '../../components/page';
import { Panel, Section } from '../../components/panel';
import { Empty, NoPermission } from '../../components/state';
import { TimeText } from '../../components/time-text';
import { count, nothing } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import { useMay } from '../../lib/session';
import { DropZone } from './drop-zone';
import { filesText, isWorking, type Job, sizeText, stateWords } from './import-words';
import css from './imports.module.css';

/** Files into Baton: dropped, checked, let in. */
export default function ImportsPage() {
  const may = useMay(admins);
  return (
    <Page title="Import" question="What is in these log files, and what can be measured from them?">
      {may ? <Imports /> : <NoPermission needs="administrator" />}
    </Page>
  );
}

function Imports() {
  const list = useRoute(
    'GET /api/imports',
    {},
    { every: (last) => (last?.items.some(({ state }) => isWorking(state)) ? 2_000 : false) },
  );
  return (
    <>
      <Section title="Which files?">
        <DropZone room={list.data?.room} />
      </Section>
      <Panel
        title="What was imported?"
        subtitle={
          list.data &&
          `Reports are kept for ${count(list.data.keptDays)} days; files go as soon as they are in, or a day after they came`
        }
        query={list}
        height={240}
        flush
        isEmpty={({ items }) => items.length === 0}
        empty={
          <Empty title="No files yet">
            Drop some above. <code>baton import</code> on the command line does the same, without this list.
          </Empty>
        }
      >
        {({ items }) => (
          <DataTable caption="Imports" columns={columns} rows={items} rowKey={({ id }) => id} />
        )}
      </Panel>
    </>
  );
}

const bytesOf = ({ files }: Job): number => files.reduce((sum, { bytes }) => sum + bytes, 0);

const columns: Column<Job>[] = [
  {
    key: 'files',
    title: 'Files',
    cell: (job) => (
      <Link href={`/imports/${job.id}`} className={css.name}>
        {filesText(job.files)}
      </Link>
    ),
  },
  {
    key: 'source',
    title: 'Source',
    wide: true,
    cell: ({ source, report }) => (
      <>
        {source ?? nothing}
        {report && source !== report.format.name && <span className={css.soft}> {report.format.name}</span>}
      </>
    ),
  },
  { key: 'state', title: 'State', cell: (job) => <State job={job} /> },
  {
    key: 'size',
    title: 'Size',
    numeric: true,
    wide: true,
    cell: (job) => sizeText(bytesOf(job)),
    sortBy: bytesOf,
  },
  {
    key: 'accepted',
    title: 'New events',
    numeric: true,
    cell: ({ startedAt, progress }) => count(startedAt === null ? null : (progress?.accepted ?? null)),
    sortBy: ({ progress }) => progress?.accepted ?? null,
  },
  {
    key: 'refused',
    title: 'Refused',
    numeric: true,
    wide: true,
    cell: ({ report, progress }) => count(progress?.refused ?? report?.records.refused ?? null),
  },
  {
    key: 'when',
    title: 'When',
    cell: ({ createdAt }) => <TimeText at={createdAt} />,
    sortBy: ({ createdAt }) => createdAt,
  },
  { key: 'who', title: 'Who', wide: true, cell: ({ createdBy }) => createdBy },
];

function State({ job: { state, problem, progress } }: { job: Job }) {
  const share = progress && progress.totalBytes > 0 ? progress.bytes / progress.totalBytes : null;
  if (isWorking(state) && share !== null) return <>{`${stateWords[state]}, ${Math.floor(share * 100)} %`}</>;
  if (state === 'uploading' && problem !== null) return <>Needs an answer</>;
  return <span className={state === 'failed' ? css.bad : undefined}>{stateWords[state]}</span>;
}
