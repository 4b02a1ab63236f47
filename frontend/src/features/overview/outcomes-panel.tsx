import { useMemo } from 'react';
import { Link } from 'wouter';
import { OutcomeChart } from '../../charts/drawers';
import {
  type Outcome,
  type OutcomeModel,
  type OutcomePoint,
  outcomeLooks,
  outcomeTable,
  prepareOutcomes,
} from '../../charts/prepare-outcomes';
import { ChangeText } from '../../components/change-text';
import { ChartPanel } from '../../components/chart-panel';
import { count, percent } from '../../lib/format';
import { rowsAddress } from '../../lib/rows-address';
import { rowsBehind } from '../../lib/rows-behind';
import { useFilters } from '../../lib/use-filters';
import barClasses from './bars.module.css';
import { useBreakdown, useHeadlineNow, useSeries, useSource } from './use-metric';

const height = 150;

/** How episodes end: five outcomes that sum to one. */
export function OutcomesPanel() {
  const series = useSeries('episodes', 'outcome');
  const source = useSource('series', { metric: 'episodes', by: 'outcome' });
  const { before } = useBreakdown('episodes', 'outcome');
  const handedOff = useHeadlineNow('handed_off').data;
  const { values, zone } = useFilters();
  const rowsOf = (outcome: Outcome, { period, counts }: OutcomePoint) =>
    rowsBehind(outcome, { values, zone }, { period, numerator: counts[outcome], denominator: null });
  const model = useMemo(() => series.data && prepareOutcomes(series.data, before), [series.data, before]);
  return (
    <ChartPanel
      title="How do episodes end?"
      subtitle={
        model
          ? `Shares of ${count(model.ended)} ended episodes${model.open > 0 ? `; ${count(model.open)} still open` : ''}`
          : 'Shares of ended episodes'
      }
      model={model}
      query={series}
      source={source}
      height={290}
      isEmpty={({ ended }) => ended === 0}
      metric="handed_off"
      measured={handedOff}
      table={(shown) => outcomeTable(shown, (outcome, point) => rowsOf(outcome, point)?.href ?? null)}
    >
      {(shown) => (
        <>
          <OutcomeChart
            model={shown}
            height={height}
            label="Outcomes over time"
            syncId="overview"
            rowsOf={rowsOf}
          />
          <OutcomeLegend model={shown} />
        </>
      )}
    </ChartPanel>
  );
}

function OutcomeLegend({ model }: { model: OutcomeModel }) {
  const { carried } = useFilters();
  return (
    <ul className={barClasses.legend}>
      {model.totals.map(({ outcome, value, change }) => (
        <li key={outcome} className={barClasses.key}>
          <span
            className={barClasses.swatch}
            style={{ background: outcomeLooks[outcome].colour }}
            aria-hidden
          />
          <Link href={rowsAddress(outcome, 'numerator', carried)} className={barClasses.label}>
            {outcomeLooks[outcome].label}
          </Link>
          <span className={barClasses.figure}>{percent(value)}</span>
          <span className={barClasses.change}>
            <ChangeText change={change} unit="ratio" />
          </span>
        </li>
      ))}
    </ul>
  );
}
