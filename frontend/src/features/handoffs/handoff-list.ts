import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useSearchParams } from 'wouter';
import type { ActionDelay, CallbackReason } from '../../../../backend/src/contract/callbacks.js';
import { type DetectorName, detectors } from '../../../../backend/src/contract/detectors.js';
import type { HandoffView } from '../../../../backend/src/contract/handoffs.js';
import { type MetricName, metrics } from '../../../../backend/src/contract/metrics.js';
import { type Answer, type ApiProblem, type CallInput, call } from '../../lib/api';
import { useCell } from '../../lib/use-cell';
import { useFilters } from '../../lib/use-filters';
import { delayNames, type HandoffOrder, handoffOrders, handoffViews, reasonNames } from './handoff-views';

export type HandoffPage = Answer<'GET /api/handoffs'>;
export type HandoffSummary = HandoffPage['items'][number];
export type HandoffQuery = CallInput<'GET /api/handoffs'>['query'];

/** What of the list stands in the URL beside the shared filters. */
export interface HandoffListState {
  view: HandoffView;
  order: HandoffOrder;
  search: string;
  gap: string | null;
  /** What a callback is put down to, and how long the first action took. */
  callbackReason: CallbackReason | 'none' | null;
  delay: ActionDelay | null;
  /** The number whose rows these are. */
  metric: MetricName | null;
  /** What found them. */
  detector: DetectorName | null;
  part: 'numerator' | 'denominator';
}

export function readListState(search: URLSearchParams): HandoffListState {
  const view = search.get('view') ?? '';
  const order = search.get('order') ?? '';
  const metric = search.get('metric') ?? '';
  const detector = search.get('detector') ?? '';
  return {
    view: Object.hasOwn(handoffViews, view) ? (view as HandoffView) : 'all',
    order: Object.hasOwn(handoffOrders, order) ? (order as HandoffOrder) : 'newest',
    search: search.get('search') ?? '',
    gap: search.get('gap'),
    callbackReason: reasonOf(search.get('callbackReason')),
    delay: delayOf(search.get('delay')),
    metric: Object.hasOwn(metrics, metric) ? (metric as MetricName) : null,
    detector: Object.hasOwn(detectors, detector) ? (detector as DetectorName) : null,
    part: search.get('part') === 'denominator' ? 'denominator' : 'numerator',
  };
}

const reasonOf = (text: string | null) =>
  text !== null && (text === 'none' || Object.hasOwn(reasonNames, text))
    ? (text as HandoffListState['callbackReason'])
    : null;
const delayOf = (text: string | null) =>
  text !== null && Object.hasOwn(delayNames, text) ? (text as ActionDelay) : null;

/** The list that the URL names: one query for the table, the export and the way from one handoff to the next. */
export function useHandoffList() {
  const [params, setParams] = useSearchParams();
  const { scope } = useFilters();
  const cell = useCell();
  const text = params.toString();
  const state = useMemo(() => readListState(new URLSearchParams(text)), [text]);
  const query = useMemo((): HandoffQuery => {
    const { view, order, search, gap, metric, detector, part, callbackReason, delay } = state;
    return {
      ...scope,
      ...cell,
      view,
      order,
      search: search || undefined,
      gap: gap ?? undefined,
      callbackReason: callbackReason ?? undefined,
      delay: delay ?? undefined,
      ...(metric && { metric, part }),
      ...(detector && { detector, part }),
    };
  }, [scope, cell, state]);
  const pages = useHandoffPages(query);
  const change = (changes: Record<string, string | null>): void =>
    setParams(
      (current) => {
        const next = new URLSearchParams(current);
        for (const [name, value] of Object.entries(changes)) {
          if (value) next.set(name, value);
          else next.delete(name);
        }
        return next;
      },
      { replace: true },
    );
  return { state, query, pages, change, carried: text ? `?${text}` : '' };
}

function useHandoffPages(query: HandoffQuery) {
  return useInfiniteQuery<
    HandoffPage,
    ApiProblem,
    { total: number; items: HandoffSummary[]; watermark: string | null },
    readonly unknown[],
    string | undefined
  >({
    queryKey: ['GET /api/handoffs', query, 'pages'],
    queryFn: ({ pageParam, signal }) =>
      call('GET /api/handoffs', { query: { ...query, cursor: pageParam } }, signal),
    initialPageParam: undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
    select: ({ pages }) => ({
      total: pages[0]?.total ?? 0,
      items: pages.flatMap((page) => page.items),
      watermark: pages[0]?.watermark ?? null,
    }),
  });
}
