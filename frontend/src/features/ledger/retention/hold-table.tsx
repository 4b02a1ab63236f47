import { Button } from '@mantine/core';
import { useState } from 'react';
import { type Column, DataTable } from '../../../components/data-table';
import { TimeText } from '../../../components/time-text';
import type { Answer } from '../../../lib/api';
import css from '../ledger.module.css';
import { HoldLift } from './hold-lift';

type Hold = Answer<'GET /api/ledger/holds'>[number];

/** Those in force first. */
export function HoldTable({ holds }: { holds: readonly Hold[] }) {
  const [lifting, setLifting] = useState<Hold | null>(null);
  const columns: Column<Hold>[] = [
    { key: 'reference', title: 'Case', cell: ({ reference }) => reference },
    {
      key: 'reason',
      title: 'Reason',
      wide: true,
      cell: ({ reason }) => <span className={css.words}>{reason}</span>,
    },
    {
      key: 'whose',
      title: 'Whose',
      cell: ({ kind, pseudonym }) => (
        <>
          {kind} <code className={css.mono}>{pseudonym}</code>
        </>
      ),
    },
    {
      key: 'placed',
      title: 'Placed',
      wide: true,
      cell: ({ placedAt, placedBy }) => (
        <>
          <TimeText at={placedAt} /> <span className={css.soft}>by {placedBy}</span>
        </>
      ),
    },
    {
      key: 'state',
      title: 'State',
      cell: (hold) =>
        hold.liftedAt === null ? (
          <>
            <span className={css.warn}>in force</span>{' '}
            <Button
              variant="default"
              size="compact-xs"
              className={css.screenOnly}
              onClick={() => setLifting(hold)}
            >
              Lift<span className="unseen"> the hold of {hold.reference}</span>
            </Button>
          </>
        ) : (
          <span className={css.soft}>
            lifted <TimeText at={hold.liftedAt} /> by {hold.liftedBy}
          </span>
        ),
    },
  ];
  return (
    <>
      <DataTable
        caption="Legal holds"
        columns={columns}
        rows={holds}
        rowKey={({ id }) => id}
        isFaint={({ liftedAt }) => liftedAt !== null}
      />
      {lifting && <HoldLift hold={lifting} onClose={() => setLifting(null)} />}
    </>
  );
}
