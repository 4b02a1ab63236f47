import { useMemo } from 'react';
import { useSearchParams } from 'wouter';
import type { Dimension } from '../../../../backend/src/contract/dimensions.js';
import type { MetricName } from '../../../../backend/src/contract/metrics.js';
import { comparisonOf } from '../../lib/filters';
import { useRoute } from '../../lib/queries';
import { useDataEnd } from '../../lib/use-data-end';
import { useFilters } from '../../lib/use-filters';
import { valueLabel } from '../../lib/value-label';
import { latestPair, type Mode, periodSides, type Sides, valueSides, versionSides } from './sides';

export interface SideChoice {
  /** Null while something is missing, or loads. */
  sides: Sides | null;
  /** What A and B are chosen from, in the modes that choose; the first is the largest or latest. */
  chosen: readonly [string, string] | null;
  options: { value: string; label: string }[];
  isLoading: boolean;
}

/** The two sides that the URL names. */
export function useSides(metric: MetricName, mode: Mode, of: Dimension): SideChoice {
  const { period, values, compare, zone, scope } = useFilters();
  const [search] = useSearchParams();
  const [a, b] = [search.get('a'), search.get('b')];
  const dataEnd = useDataEnd();
  const releases = useRoute('GET /api/releases', {}, { enabled: mode === 'version' });
  const { [of]: _, ...others } = scope;
  const found = useRoute(
    'GET /api/metrics/breakdown',
    { query: { metric, by: of, ...others, limit: 200 } },
    { enabled: mode === 'value' },
  );
  return useMemo((): SideChoice => {
    const nothing = { sides: null, chosen: null, options: [], isLoading: false };
    if (mode === 'period') {
      const before = comparisonOf(period, compare === 'none' ? 'previous' : compare, zone);
      return { ...nothing, sides: before && periodSides(period, before, values, zone) };
    }
    if (mode === 'version') {
      if (!releases.data) return { ...nothing, isLoading: true };
      const pair = latestPair(releases.data);
      const options = [...releases.data].reverse().map(({ bot, version }) => ({
        value: JSON.stringify([bot, version]),
        label: `${bot} ${version}`,
      }));
      if (!pair) return { ...nothing, options };
      const chosen = [known(a, options) ?? pair[0], known(b, options) ?? pair[1]] as const;
      const end = dataEnd ?? period.to;
      return {
        sides: versionSides(releases.data, chosen, values, end, zone),
        chosen,
        options,
        isLoading: false,
      };
    }
    if (!found.data) return { ...nothing, isLoading: true };
    const options = found.data.rows.map(({ key }) => ({ value: key, label: valueLabel(of, key) }));
    const [first, second] = options;
    if (!first || !second) return { ...nothing, options };
    const one = known(a, options) ?? (b === first.value ? second.value : first.value);
    const chosen = [one, known(b, options) ?? (one === first.value ? second.value : first.value)] as const;
    const sides = chosen[0] === chosen[1] ? null : valueSides(period, of, chosen, values, zone);
    return { sides, chosen, options, isLoading: false };
  }, [mode, of, a, b, period, values, compare, zone, dataEnd, releases.data, found.data]);
}

const known = (value: string | null, options: readonly { value: string }[]): string | null =>
  options.some((option) => option.value === value) ? value : null;
