import { useMemo } from 'react';
import { Link } from 'wouter';
import { minimumRows } from '../../../../backend/src/contract/metric.js';
import { intervalText } from '../../charts/change';
import { IntervalBar } from '../../charts/interval-bar';
import { type Column, DataTable } from '../../components/data-table';
import type { Answer } from '../../lib/api';
import { detectorAddress } from '../../lib/detector-address';
import { count, percent } from '../../lib/format';
import { useFilters } from '../../lib/use-filters';
import { filtersOfPath, nameOfPath, type Path, pathWords } from './prepare-paths';
import css from './risk.module.css';

interface PathTableProps {
  answer: Answer<'GET /api/risk/paths'>;
}

/** Paths by their share, with failure and its interval. */
export function PathTable({ answer }: PathTableProps) {
  const { carried } = useFilters();
  const largest = answer.concentration.top.value ?? 1;
  const columns = useMemo((): Column<Path>[] => {
    const address = (path: Path, part: 'numerator' | 'denominator', view?: string) =>
      detectorAddress('no_fallback', part, carried, filtersOfPath(path)) + (view ? `&view=${view}` : '');
    return [
      {
        key: 'path',
        title: 'Path',
        width: '30%',
        sortBy: nameOfPath,
        cell: (path) => <PathName path={path} />,
      },
      {
        key: 'bar',
        title: 'Share of handoffs',
        width: '22%',
        wide: true,
        cell: (path) => <IntervalBar value={(path.share.value ?? 0) / largest} low={null} high={null} />,
      },
      {
        key: 'share',
        title: 'Share',
        numeric: true,
        wide: true,
        sortBy: (path) => path.share.value,
        cell: (path) => percent(path.share.value),
      },
      {
        key: 'handoffs',
        title: 'Handoffs',
        numeric: true,
        sortBy: (path) => path.share.numerator,
        cell: (path) => <Link href={address(path, 'denominator')}>{count(path.share.numerator)}</Link>,
      },
      {
        key: 'failed',
        title: 'Failed',
        numeric: true,
        sortBy: (path) => path.failed.value,
        cell: (path) => (
          <Link
            href={address(path, 'denominator', 'failed')}
            title={`${count(path.failed.numerator)} failed`}
          >
            {percent(path.failed.value)}
          </Link>
        ),
      },
      {
        key: 'interval',
        title: '95 % interval',
        numeric: true,
        wide: true,
        cell: (path) => <span className={css.soft}>{intervalText(path.failed.interval, 'ratio')}</span>,
      },
      {
        key: 'bare',
        title: 'No fallback',
        numeric: true,
        sortBy: (path) => path.withoutFallback.value,
        cell: (path) => (
          <Link href={address(path, 'numerator')}>{percent(path.withoutFallback.value, 0)}</Link>
        ),
      },
    ];
  }, [carried, largest]);
  const { other } = answer;
  return (
    <>
      <DataTable
        caption="Routing paths"
        columns={columns}
        rows={answer.paths}
        rowKey={nameOfPath}
        isFaint={(path) => path.share.numerator < minimumRows}
      />
      {other.paths > 0 && (
        <p className={css.foot}>
          {count(other.paths)} smaller paths with {count(other.handoffs)} handoffs, {count(other.failed)} of
          them failed, {count(other.withoutFallback)} without a fallback.
        </p>
      )}
    </>
  );
}

function PathName({ path }: { path: Path }) {
  const { title, beside } = pathWords(path);
  return (
    <div className={css.detector}>
      <span className={css.name}>{title}</span>
      <span className={css.soft}>{beside}</span>
    </div>
  );
}
