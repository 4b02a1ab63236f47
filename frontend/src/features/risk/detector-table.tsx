import { useMemo } from 'react';
import { Link } from 'wouter';
import { detectorOf } from '../../../../backend/src/contract/detectors.js';
import { intervalText } from '../../charts/change';
import { IntervalBar } from '../../charts/interval-bar';
import { ChangeText } from '../../components/change-text';
import { type Column, DataTable } from '../../components/data-table';
import { detectorAddress } from '../../lib/detector-address';
import { count, nothing, percent } from '../../lib/format';
import { useFilters } from '../../lib/use-filters';
import { DetectorInfo } from './detector-info';
import type { DetectorRow } from './prepare-detectors';
import css from './risk.module.css';

interface DetectorTableProps {
  rows: readonly DetectorRow[];
  watermark: string | null;
}

/** What is counted of a source that never says it is its silence. */
function silentWords({ silent, detector }: DetectorRow): string {
  const { absent = [] } = detectorOf(detector);
  const who =
    silent.length > 2 ? `${silent.slice(0, 2).join(', ')} and ${silent.length - 2} more` : silent.join(', ');
  return `Cannot be told of ${who}: no ${absent.join(' and no ')} ever came`;
}

/** The ranking: share, interval, change, and both lists behind it. */
export function DetectorTable({ rows, watermark }: DetectorTableProps) {
  const { carried } = useFilters();
  const columns = useMemo((): Column<DetectorRow>[] => {
    const rowsOf = ({ detector }: DetectorRow, part: 'numerator' | 'denominator', total: number) => (
      <Link href={detectorAddress(detector, part, carried)}>{count(total)}</Link>
    );
    return [
      {
        key: 'label',
        title: 'What',
        width: '34%',
        sortBy: (row) => row.label,
        cell: (row) => (
          <div className={css.detector}>
            <span className={css.name}>
              {row.label}
              <DetectorInfo row={row} watermark={watermark} />
            </span>
            <span className={css.ask}>{row.question}</span>
            {row.silent.length > 0 && <span className={css.silent}>{silentWords(row)}</span>}
          </div>
        ),
      },
      { key: 'group', title: 'Where', wide: true, sortBy: (row) => row.group, cell: (row) => row.group },
      {
        key: 'bar',
        title: 'With 95 % interval',
        width: '18%',
        wide: true,
        cell: (row) => <IntervalBar value={row.bar} low={row.low} high={row.high} faint={row.isSmall} />,
      },
      {
        key: 'share',
        title: 'Share',
        numeric: true,
        sortBy: (row) => row.value,
        cell: (row) => (
          <span title={intervalText(row.interval, 'ratio') ?? 'It cannot be told of any row'}>
            {percent(row.value)}
          </span>
        ),
      },
      {
        key: 'change',
        title: 'Change',
        numeric: true,
        sortBy: (row) => row.change?.difference ?? null,
        cell: (row) => <ChangeText change={row.change} unit="ratio" />,
      },
      {
        key: 'found',
        title: 'Found',
        numeric: true,
        sortBy: (row) => row.numerator,
        cell: (row) => (row.isUnknown ? nothing : rowsOf(row, 'numerator', row.numerator)),
      },
      {
        key: 'of',
        title: 'Of',
        numeric: true,
        wide: true,
        sortBy: (row) => row.denominator,
        cell: (row) => (row.isUnknown ? 'cannot tell' : rowsOf(row, 'denominator', row.denominator)),
      },
    ];
  }, [carried, watermark]);
  return (
    <DataTable
      caption="What goes wrong"
      columns={columns}
      rows={rows}
      rowKey={(row) => row.detector}
      isFaint={(row) => row.isSmall}
    />
  );
}
