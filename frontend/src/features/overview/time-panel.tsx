import { useMemo } from 'react';
import { Link } from 'wouter';
import { SurvivalChart } from '../../charts/drawers';
import { prepareSurvival, survivalTable } from '../../charts/prepare-survival';
import { ChartPanel } from '../../components/chart-panel';
import { EmptyHere } from '../../components/empty-here';
import { useRoute } from '../../lib/queries';
import { useFilters } from '../../lib/use-filters';
import { useHeadlineNow, useSource } from './use-metric';

const height = 300;

function NoActions() {
  return (
    <EmptyHere title="No action was recorded in this range">
      Whether somebody acted is known where systems or people say so. <Link href="/sources">Sources</Link>{' '}
      says what each one sends, and under <Link href="/fidelity/samples">Samples</Link> people judge a few.
    </EmptyHere>
  );
}

/** How long until somebody acts, with those for whom nobody has. */
export function TimePanel() {
  const { scope } = useFilters();
  const survival = useRoute('GET /api/metrics/survival', { query: { metric: 'time_to_action', ...scope } });
  const now = useHeadlineNow('time_to_action');
  const source = useSource('survival', { metric: 'time_to_action' });
  const model = useMemo(() => survival.data && prepareSurvival(survival.data), [survival.data]);
  return (
    <ChartPanel
      title="By when has somebody acted?"
      subtitle={model?.note ?? 'Share acted on, by time since the handoff'}
      model={model}
      query={survival}
      source={source}
      height={height}
      isEmpty={({ points }) => points.length === 0 || survival.data?.observed === 0}
      empty={survival.data && survival.data.timed > 0 ? <NoActions /> : undefined}
      metric="time_to_action"
      measured={now.data}
      table={survivalTable}
    >
      {(shown) => (
        <SurvivalChart model={shown} height={height} label="Share acted on by time since the handoff" />
      )}
    </ChartPanel>
  );
}
