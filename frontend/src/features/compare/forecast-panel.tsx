import { Suspense, useMemo } from 'react';
import { CurveChart } from '../../charts/drawers';
import { forecastTable, prepareForecast } from '../../charts/prepare-forecast';
import { ChartPanel } from '../../components/chart-panel';
import { Empty, Loading } from '../../components/state';
import type { Answer } from '../../lib/api';
import { count, percent } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import { useFilters } from '../../lib/use-filters';
import classes from './compare.module.css';

type Forecast = Answer<'GET /api/metrics/forecast'>;

/** Escalations of the week to come, by the hour: what to staff for. */
export function ForecastPanel() {
  const { zone, scope } = useFilters();
  const { from: _from, to: _to, ...filters } = scope;
  const query = { metric: 'escalations' as const, zone, ...filters };
  const answer = useRoute('GET /api/metrics/forecast', { query });
  const found = answer.data;
  const model = useMemo(() => found && prepareForecast(found), [found]);
  return (
    <ChartPanel
      title="How many will come?"
      subtitle={`Escalations per hour in the week after the data ends, in ${zone}, with the interval that should hold ${percent(found?.level ?? 0.9, 0)} of the hours; whatever range is chosen`}
      model={model}
      query={answer}
      height={220}
      isEmpty={({ points }) => points.length === 0}
      empty={
        <Empty title="Cannot be foreseen yet">
          It takes {found?.needsWeeks ?? 4} whole weeks of these handoffs; there are {found?.weeks ?? 0}.
        </Empty>
      }
      metric="escalations"
      source={{ route: 'GET /api/metrics/forecast', query }}
      table={() => forecastTable(found as Forecast, 'Escalations per hour in the week to come')}
      foot={found && found.hours.length > 0 && <Honesty found={found} />}
    >
      {(shown) => (
        <Suspense fallback={<Loading height={220} />}>
          <CurveChart model={shown} height={220} label="Escalations expected by hour, with an interval" />
        </Suspense>
      )}
    </ChartPanel>
  );
}

/** How it was made, and how well it would have done. */
function Honesty({ found: { hours, weeks, dispersion, test, level } }: { found: Forecast }) {
  const total = hours.reduce((sum, { expected }) => sum + expected, 0);
  return (
    <p className={classes.soft}>
      {count(Math.round(total))} in the week. The same hour of the last {weeks} weeks, later weeks weighing
      more; hours scatter {(dispersion ?? 1).toFixed(1)} times as much as chance.{' '}
      {test
        ? `Said a week ahead in the last ${test.weeks === 1 ? 'week' : `${test.weeks} weeks`}, the interval would have held ${percent(test.share)} of ${count(test.hours)} hours (meant: ${percent(level, 0)}), and missed the count by ${test.error.toFixed(1)} an hour; “as last week” by ${test.lastWeekError.toFixed(1)}.`
        : 'Too few weeks to say how well it holds.'}{' '}
      It knows no holidays, campaigns or outages.
    </p>
  );
}
