import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import { RelayBar } from '../../components/relay-bar/relay-bar';
import { TimeText } from '../../components/time-text';
import { count } from '../../lib/format';
import { valueLabel } from '../../lib/value-label';
import type { HandoffSummary, useHandoffList } from './handoff-list';
import { ActionsInWords, HandoffStatus } from './handoff-status';
import css from './handoffs.module.css';
import { giverOf, takerOf } from './parties';
import { useRowKeys } from './use-row-keys';

interface HandoffTableProps {
  list: ReturnType<typeof useHandoffList>;
  rows: HandoffSummary[];
  watermark: string | null;
}

/** Only the rows in sight are in the document; the next page is read before its end is reached. */
export function HandoffTable({ list, rows, watermark }: HandoffTableProps) {
  const { pages, carried } = list;
  const body = useRef<HTMLTableSectionElement>(null);
  const [offset, setOffset] = useState(0);
  useEffect(() => {
    const element = body.current;
    if (element) setOffset(element.getBoundingClientRect().top + window.scrollY);
  }, []);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => 50,
    overscan: 12,
    scrollMargin: offset,
    getItemKey: (index) => rows[index]?.key ?? index,
  });
  useRowKeys(body, rows.length, (index) => virtual.scrollToIndex(index, { align: 'auto' }));
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  useEffect(() => {
    if (last > rows.length - 15 && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [last, rows.length, hasNextPage, isFetchingNextPage, fetchNextPage]);

  const before = (items[0]?.start ?? offset) - offset;
  const after = virtual.getTotalSize() - ((items.at(-1)?.end ?? offset) - offset);
  return (
    <>
      <table className={css.table} aria-rowcount={(pages.data?.total ?? rows.length) + 1}>
        <caption className="unseen">Handoffs</caption>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col" className={css.pairColumn}>
              Conversation
            </th>
            <th scope="col" className={css.whenColumn}>
              When
            </th>
            <th scope="col" className={css.pairColumn}>
              From → to
            </th>
            <th scope="col" className={css.pairColumn}>
              Reason, intent
            </th>
            <th scope="col" className={css.barColumn}>
              Relay
            </th>
            <th scope="col" className={css.smallColumn}>
              Context
            </th>
            <th scope="col" className={css.smallColumn}>
              Actions
            </th>
            <th scope="col" className={css.statusColumn}>
              Status
            </th>
          </tr>
        </thead>
        <tbody ref={body}>
          <Spacer height={before} />
          {items.map((item) => {
            const row = rows[item.index];
            return (
              row && (
                <tr
                  key={item.key}
                  ref={virtual.measureElement}
                  data-index={item.index}
                  aria-rowindex={item.index + 2}
                  className={css.row}
                >
                  <Cells row={row} carried={carried} watermark={watermark} />
                </tr>
              )
            );
          })}
          <Spacer height={after} />
        </tbody>
      </table>
      <div className={css.foot}>
        <span role="status">
          {isFetchingNextPage
            ? 'Loading more'
            : `${count(rows.length)} of ${count(pages.data?.total)} loaded`}
          {hasNextPage && !isFetchingNextPage && ', more as you scroll'}
        </span>
        <span className={css.keys}>
          <kbd>j</kbd> <kbd>k</kbd> move, <kbd>Enter</kbd> opens
        </span>
      </div>
    </>
  );
}

function Spacer({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    <tr className={css.spacer}>
      <td colSpan={8} style={{ height }} />
    </tr>
  );
}

interface CellsProps {
  row: HandoffSummary;
  carried: string;
  watermark: string | null;
}

function Cells({ row, carried, watermark }: CellsProps) {
  const { relay } = row;
  return (
    <>
      <td>
        <Link href={`/handoffs/${row.key}${carried}`} className={`${css.open} ${css.two}`} data-row-link="">
          {row.conversationId ?? 'Erased'}
        </Link>
        <span className={`${css.two} ${css.soft}`}>
          {[row.channel, row.language].filter(Boolean).join(' · ') || row.source}
        </span>
      </td>
      <td className={css.whenCell}>
        <TimeText at={relay.initiatedAt} />
        {relay.timesAssumed && <span className={`${css.two} ${css.soft}`}>assumed time</span>}
      </td>
      <td>
        <span className={css.two}>{giverOf(row)}</span>
        <span className={`${css.two} ${css.soft}`}>→ {takerOf(row)}</span>
      </td>
      <td>
        <span className={css.two}>{row.reason ? valueLabel('reason', row.reason) : 'Not given'}</span>
        <span className={`${css.two} ${css.soft}`}>{row.intent ?? 'no intent'}</span>
      </td>
      <td className={css.barCell}>
        <RelayBar facts={row} size="small" watermark={watermark} />
      </td>
      <td className={css.smallCell} data-label="Context">
        {row.contextPresent === null ? (
          <span className={css.soft} title="Its source does not say what travels with a handoff">
            cannot tell
          </span>
        ) : (
          `${row.contextPresent} of ${row.contextRequired}`
        )}
        {row.starved && <span className={`${css.two} ${css.toneBad}`}>starved</span>}
        {row.overShared.length > 0 && (
          <span
            className={`${css.two} ${css.toneWarn}`}
            title={`Beyond the stated consent: ${row.overShared.join(', ')}`}
          >
            over-shared
          </span>
        )}
      </td>
      <td className={css.smallCell} data-label="Actions">
        <ActionsInWords actions={row.actions} />
      </td>
      <td className={css.statusCell}>
        <HandoffStatus handoff={row} />
      </td>
    </>
  );
}
