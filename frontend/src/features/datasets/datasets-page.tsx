import { Button } from '@mantine/core';
import { Link } from 'wouter';
import { trainers } from '../../../../backend/src/contract/roles.js';
import { type Column, DataTable } from '../../components/data-table';
import { Page } from '../../components/page';
import { Panel } from '../../components/panel';
import { Empty } from '../../components/state';
import { TimeText } from '../../components/time-text';
import type { Answer } from '../../lib/api';
import { count } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import { useMay } from '../../lib/session';
import css from './datasets.module.css';

type Version = Answer<'GET /api/datasets'>[number];

const columns: Column<Version>[] = [
  {
    key: 'name',
    title: 'Dataset',
    sortBy: (version) => version.name,
    cell: (version) => (
      <Link href={`/datasets/${version.id}`} className={css.open}>
        {version.name} <span className={css.version}>v{version.version}</span>
      </Link>
    ),
  },
  {
    key: 'kind',
    title: 'For',
    wide: true,
    sortBy: (version) => version.kind,
    cell: (version) => (version.kind === 'turns' ? 'foreseeing escalations' : 'intents'),
  },
  {
    key: 'examples',
    title: 'Examples',
    numeric: true,
    sortBy: (version) => version.examples,
    cell: (version) => count(version.examples),
  },
  {
    key: 'labels',
    title: 'Labels',
    numeric: true,
    sortBy: (version) => version.labels,
    cell: (version) => count(version.labels),
  },
  {
    key: 'built',
    title: 'Built',
    sortBy: (version) => version.builtAt,
    cell: (version) => <TimeText at={version.builtAt} />,
  },
  {
    key: 'by',
    title: 'By',
    wide: true,
    sortBy: (version) => version.builtBy,
    cell: (version) => version.builtBy,
  },
  {
    key: 'digest',
    title: 'Digest',
    wide: true,
    cell: (version) => <code className={css.mono}>{version.digest.slice(0, 19)}…</code>,
  },
];

/** Every version that was built; none is ever changed. */
export default function DatasetsPage() {
  const datasets = useRoute('GET /api/datasets', {});
  const may = useMay(trainers);
  const build = (
    <Button component={Link} href="/datasets/new">
      Build a dataset
    </Button>
  );
  return (
    <Page
      title="Datasets"
      question="Is this training data right, and is it mine to use?"
      aside={may && build}
    >
      <Panel
        title="Which versions are there?"
        subtitle="The same request over the same facts gives the same bytes"
        flush
        query={datasets}
        height={320}
        isEmpty={(versions) => versions.length === 0}
        empty={
          <Empty title="No dataset yet" action={may && build}>
            {may
              ? 'Choose gaps, see what is in them, and build a version that anybody can reproduce.'
              : 'A trainer or an administrator can build one from gaps.'}
          </Empty>
        }
      >
        {(versions) => (
          <DataTable
            caption="Dataset versions"
            columns={columns}
            rows={versions}
            rowKey={(version) => version.id}
            sort={{ key: 'built', descending: true }}
          />
        )}
      </Panel>
    </Page>
  );
}
