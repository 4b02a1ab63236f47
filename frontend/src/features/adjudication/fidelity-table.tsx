import { NativeSelect } from '@mantine/core';
import { useMemo } from 'react';
import { Link } from 'wouter';
import { IntervalBar } from '../../charts/interval-bar';
import { type Column, DataTable } from '../../components/data-table';
import { count, nothing, percent } from '../../lib/format';
import { rowsAddress } from '../../lib/rows-address';
import { useFilters } from '../../lib/use-filters';
import { valueLabel } from '../../lib/value-label';
import css from './adjudication.module.css';
import { byNames, dimensionNames, type Fidelity, type PlanSpec } from './plan-words';

type Row = Fidelity['rows'][number];
type By = PlanSpec['by'];

/** Fewer judged ones are not compared. */
const smallest = 30;

interface TableProps {
  rows: readonly Row[];
  by: By;
  onBy: (by: By) => void;
}

/** Fidelity by one dimension, with its coverage. */
export function FidelityTable({ rows, by, onBy }: TableProps) {
  const columns = useColumns(by);
  return (
    <>
      <div className={css.row} style={{ padding: '0 16px 8px' }}>
        <NativeSelect
          aria-label="Break down by"
          data={byNames.map((value) => ({ value, label: `by ${dimensionNames[value].toLowerCase()}` }))}
          value={by}
          onChange={(event) => onBy(event.currentTarget.value as By)}
        />
        <span className={css.soft}>Grey: fewer than {smallest} judged, not compared</span>
      </div>
      <DataTable
        key={by}
        caption={`Fidelity by ${dimensionNames[by].toLowerCase()}`}
        rows={rows}
        rowKey={(row) => row.key}
        columns={columns}
        sort={{ key: 'due', descending: true }}
        isFaint={({ micro }) => micro.judged < smallest}
        maxHeight={420}
      />
    </>
  );
}

function useColumns(by: By): Column<Row>[] {
  const { carried } = useFilters();
  return useMemo(
    () => [
      {
        key: 'key',
        title: dimensionNames[by],
        sortBy: (row) => row.key,
        cell: (row) => valueLabel(by, row.key),
      },
      {
        key: 'bar',
        title: 'With 95 % interval',
        width: '26%',
        wide: true,
        cell: ({ micro }) => (
          <IntervalBar
            value={micro.value ?? 0}
            low={micro.interval?.low ?? null}
            high={micro.interval?.high ?? null}
            faint={micro.judged < smallest}
          />
        ),
      },
      {
        key: 'micro',
        title: 'Per action',
        numeric: true,
        sortBy: ({ micro }) => micro.value,
        cell: ({ key, micro }) => (
          <Link href={rowsAddress('fidelity', 'numerator', carried, { [by]: key })}>
            {micro.value === null ? nothing : percent(micro.value)}
          </Link>
        ),
      },
      {
        key: 'macro',
        title: 'Per handoff',
        numeric: true,
        wide: true,
        sortBy: ({ macro }) => macro.value,
        cell: ({ macro }) => percent(macro.value),
      },
      {
        key: 'coverage',
        title: 'Coverage',
        numeric: true,
        sortBy: ({ due, micro }) => micro.judged / (due || 1),
        cell: ({ due, micro }) => percent(micro.judged / (due || 1), 0),
      },
      {
        key: 'judged',
        title: 'Judged',
        numeric: true,
        wide: true,
        sortBy: ({ micro }) => micro.judged,
        cell: ({ key, micro }) => (
          <Link href={rowsAddress('fidelity', 'denominator', carried, { [by]: key })}>
            {count(micro.judged)}
          </Link>
        ),
      },
      {
        key: 'due',
        title: 'Due',
        numeric: true,
        sortBy: ({ due }) => due,
        cell: ({ key, due }) => (
          <Link href={rowsAddress('fidelity_coverage', 'denominator', carried, { [by]: key })}>
            {count(due)}
          </Link>
        ),
      },
    ],
    [by, carried],
  );
}
