import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { trainers } from '../../../../backend/src/contract/roles.js';
import { type Column, DataTable } from '../../components/data-table';
import { FilterBar } from '../../components/filter-bar';
import { Page } from '../../components/page';
import { Answered, Section } from '../../components/panel';
import { Empty } from '../../components/state';
import { TimeText } from '../../components/time-text';
import { count, date } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import { useMay } from '../../lib/session';
import { useFilters } from '../../lib/use-filters';
import css from './adjudication.module.css';
import { AdjudicationTabs } from './adjudication-tabs';
import { PlanForm } from './plan-form';
import { designInWords, type Plan } from './plan-words';

/** Samples of due actions that people judge. */
export default function PlansPage() {
  const plans = useRoute('GET /api/adjudication/plans', {});
  const may = useMay(trainers);
  const [drawing, setDrawing] = useState(false);
  const button = may && <Button onClick={() => setDrawing(true)}>Draw a sample</Button>;
  return (
    <Page
      title="Samples"
      question="Which actions are put before people, and how far have they come?"
      aside={button}
      bar={<FilterBar />}
    >
      <AdjudicationTabs current="/fidelity/samples" />
      <Section
        title="What is being judged?"
        subtitle="Each sample is drawn once, by chance, from the due actions that nobody had judged"
        flush
      >
        <Answered
          query={plans}
          height={240}
          isEmpty={(list) => list.length === 0}
          empty={
            <Empty title="No sample has been drawn" action={button}>
              A sample puts a few of the due actions before people. What they say stands for all of them, with
              an interval.
              {!may && ' Trainers and administrators can draw one.'}
            </Empty>
          }
        >
          {(list) => <PlanTable plans={list} mayRead={may} />}
        </Answered>
      </Section>
      {drawing && <PlanForm onClose={() => setDrawing(false)} />}
    </Page>
  );
}

function PlanTable({ plans, mayRead }: { plans: readonly Plan[]; mayRead: boolean }) {
  const { carried, zone } = useFilters();
  const columns: Column<Plan>[] = [
    {
      key: 'name',
      title: 'Sample',
      cell: ({ id, name, spec }) => (
        <>
          <Link href={`/fidelity/samples/${id}${carried}`} className={css.strong}>
            {name}
          </Link>
          <div className={css.soft}>{designInWords(spec)}</div>
        </>
      ),
    },
    {
      key: 'range',
      title: 'Handoffs of',
      wide: true,
      cell: ({ spec }) => `${date(spec.from, zone)} – ${date(Date.parse(spec.to) - 1, zone)}`,
    },
    {
      key: 'progress',
      title: 'Read',
      width: '20%',
      cell: ({ read, drawn }) => (
        <>
          <div className={css.progress} aria-hidden>
            <span style={{ width: `${(read / (drawn || 1)) * 100}%` }} />
          </div>
          <span className={css.soft}>
            {count(read)} of {count(drawn)}
          </span>
        </>
      ),
    },
    { key: 'drawn', title: 'Drawn', wide: true, cell: ({ drawnAt }) => <TimeText at={drawnAt} /> },
    {
      key: 'go',
      title: 'Next step',
      numeric: true,
      cell: ({ id, read, drawn }) =>
        mayRead && (
          <Button
            component={Link}
            href={`/fidelity/samples/${id}/review${carried}`}
            variant={read < drawn ? 'filled' : 'default'}
            size="xs"
          >
            Read
          </Button>
        ),
    },
  ];
  return <DataTable caption="Samples" rows={plans} rowKey={({ id }) => id} columns={columns} />;
}
