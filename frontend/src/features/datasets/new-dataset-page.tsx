import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { trainers } from '../../../../backend/src/contract/roles.js';
import { Page } from '../../components/page';
import { Answered, Section } from '../../components/panel';
import { Empty, NoPermission } from '../../components/state';
import { type Answer, type ApiProblem, call } from '../../lib/api';
import { useRoute, useSend } from '../../lib/queries';
import { useMay } from '../../lib/session';
import { useFilters } from '../../lib/use-filters';
import { BuilderSections } from './builder-sections';
import { DatasetCounts } from './dataset-counts';
import {
  type DatasetForm,
  type DatasetRequest,
  formProblem,
  parseForm,
  requestOf,
  usualName,
  writeForm,
} from './dataset-form';
import css from './datasets.module.css';
import { GapChoice } from './gap-choice';
import { KindChoice } from './kind-choice';
import { SampleTable } from './sample-table';

/** Chooses what goes into a dataset, and shows at once what that gives. */
export default function NewDatasetPage() {
  const may = useMay(trainers);
  return (
    <Page
      title="Build a dataset"
      question="Choose what goes in, and see what it gives"
      aside={<Link href="/datasets">All datasets</Link>}
    >
      {may ? <Builder /> : <NoPermission needs="trainer or administrator" />}
    </Page>
  );
}

function Builder() {
  const search = useSearch();
  const [path, go] = useLocation();
  const { zone } = useFilters();
  const [draft, setForm] = useState(() => parseForm(new URLSearchParams(search)));
  const [isNamed, setNamed] = useState(draft.name !== '');
  const gaps = useRoute('GET /api/gaps', { query: {} });
  const form = useMemo(
    () => (isNamed ? draft : { ...draft, name: usualName(draft, gaps.data?.gaps ?? []) }),
    [draft, isNamed, gaps.data],
  );
  const change = (part: Partial<DatasetForm>): void => {
    if (part.name !== undefined) setNamed(true);
    const next = { ...draft, ...part };
    setForm(next);
    go(`${path}?${writeForm(next)}`, { replace: true });
  };
  const request = useMemo(() => requestOf(form, zone), [form, zone]);
  return (
    <div className={css.builder}>
      <div className={css.stack}>
        <KindChoice kind={form.kind} change={change} />
        {form.kind === 'intents' && <GapChoice form={form} change={change} />}
        <BuilderSections form={form} change={change} />
      </div>
      <div className={css.stack}>
        <Preview form={form} request={request} />
        <Build form={form} request={request} />
      </div>
    </div>
  );
}

/** Examples shown beside the counts; the version's own page shows more. */
const previewed = 8;

interface RequestProps {
  form: DatasetForm;
  request: DatasetRequest;
}

function Preview({ form, request }: RequestProps) {
  const problem = formProblem(form);
  // The name changes nothing of the content: typing it must not ask again.
  const content = useMemo(() => ({ ...request, name: 'Preview' }), [request]);
  const [settled] = useDebouncedValue(content, 350);
  const preview = useQuery<Answer<'POST /api/datasets/preview'>, ApiProblem>({
    queryKey: ['POST /api/datasets/preview', settled],
    queryFn: ({ signal }) => call('POST /api/datasets/preview', { body: settled }, signal),
    enabled: problem === null,
    placeholderData: keepPreviousData,
  });
  return (
    <Section title="What would be in it?" subtitle="Personal data is masked before it is shown or exported">
      {problem ? (
        <Empty title={problem}>The counts appear as soon as there is something to count.</Empty>
      ) : (
        <Answered query={preview} height={360}>
          {(found) => (
            <div className={css.stack}>
              {found.warnings.length > 0 && (
                <ul className={css.warnings}>
                  {found.warnings.map((warning) => (
                    <li key={warning}>{warning}</li>
                  ))}
                </ul>
              )}
              <DatasetCounts counts={found.counts} />
              {found.sample.length > 0 && <SampleTable rows={found.sample.slice(0, previewed)} />}
            </div>
          )}
        </Answered>
      )}
    </Section>
  );
}

function Build({ form, request }: RequestProps) {
  const [, go] = useLocation();
  const build = useSend('POST /api/datasets', ['GET /api/datasets']);
  const missing = formProblem(form) ?? (form.name.trim() === '' ? 'Give it a name.' : null);
  const run = async (): Promise<void> => {
    const built = await build.mutateAsync({ body: request });
    go(`/datasets/${built.id}${built.created ? '' : '?existed=yes'}`);
  };
  return (
    <div className={css.build}>
      <Button
        size="sm"
        disabled={missing !== null}
        loading={build.isPending}
        onClick={() => void run().catch(() => undefined)}
      >
        Build this version
      </Button>
      <span className={build.error ? css.bad : css.soft} role={build.error ? 'alert' : undefined}>
        {build.error ? `Not built: ${build.error.detail ?? build.error.title}` : missing}
      </span>
    </div>
  );
}
