import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'wouter';
import type { Dimension } from '../../../backend/src/contract/dimensions.js';
import type { Bucket } from '../../../backend/src/contract/metric-answers.js';
import {
  bucketOf,
  comparisonOf,
  ownRange,
  type PageFilters,
  type Period,
  parseFilters,
  periodOf,
  scopeOf,
  type Values,
  writeFilters,
} from './filters';
import { useDataEnd } from './use-data-end';
import { useNow } from './use-now';
import { browserZone } from './zone';

export interface Filters extends PageFilters {
  period: Period;
  comparison: Period | null;
  bucket: Bucket;
  /** Query members for the contract's routes: from, to and the dimension filters. */
  scope: ReturnType<typeof scopeOf>;
  comparisonScope: ReturnType<typeof scopeOf> | null;
  /** The search part that keeps the filters on another page, with its question mark, or ''. */
  carried: string;
  /** The search part that keeps the filters but for these, on another page. */
  carriedWith: (part: Partial<PageFilters>) => URLSearchParams;
  change: (part: Partial<PageFilters>) => void;
  setValues: (name: Dimension, values: string[]) => void;
}

/** What the page is looking at, from and to the URL. */
export function useFilters(): Filters {
  const [search, setSearch] = useSearchParams();
  const now = useNow();
  const text = search.toString();
  const quarterHour = Math.floor(now / 900_000);
  const dataEnd = useDataEnd();
  // To the day, so that new events of an old log do not make another range of it.
  const dataDay = dataEnd === null ? null : Math.floor(dataEnd / 86_400_000) * 86_400_000;

  const seen = useMemo(() => {
    const at = quarterHour * 900_000 + 1;
    const home = browserZone();
    const own = ownRange(dataDay, home, at);
    const filters = parseFilters(new URLSearchParams(text), home, own);
    const period = periodOf(filters.range, filters.zone, at);
    const comparison = comparisonOf(period, filters.compare, filters.zone);
    const carriedWith = (part: Partial<PageFilters>) =>
      writeFilters(new URLSearchParams(), { ...filters, ...part }, home, own);
    const carried = carriedWith({}).toString();
    return {
      ...filters,
      own,
      period,
      comparison,
      bucket: bucketOf(period),
      scope: scopeOf(period, filters.values),
      comparisonScope: comparison && scopeOf(comparison, filters.values),
      carried: carried ? `?${carried}` : '',
      carriedWith,
    };
  }, [text, quarterHour, dataDay]);

  const change = useCallback(
    (part: Partial<PageFilters>) =>
      setSearch((current) => {
        const before = parseFilters(current, browserZone(), seen.own);
        return writeFilters(current, { ...before, ...part }, browserZone(), seen.own);
      }),
    [setSearch, seen.own],
  );
  const setValues = useCallback(
    (name: Dimension, chosen: string[]) => {
      const values: Values = { ...seen.values, [name]: chosen };
      if (chosen.length === 0) delete values[name];
      change({ values });
    },
    [seen.values, change],
  );
  return { ...seen, change, setValues };
}
