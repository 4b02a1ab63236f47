import { useMemo } from 'react';
import { fidelityTable, prepareFidelity } from '../../charts/prepare-fidelity';
import { ChartPanel } from '../../components/chart-panel';
import { EmptyHere } from '../../components/empty-here';
import { count, percent } from '../../lib/format';
import { useFilters } from '../../lib/use-filters';
import { FidelityBars } from './fidelity-bars';
import { useBreakdown, useHeadlineNow, useSource } from './use-metric';

/** Of what had to be done, how much was done right, and why the rest was not. */
export function FidelityPanel() {
  const { carried } = useFilters();
  const byResult = useBreakdown('fidelity', 'result').now;
  const source = useSource('breakdown', { metric: 'fidelity', by: 'result' });
  const byCause = useBreakdown('fidelity', 'cause').now;
  const fidelity = useHeadlineNow('fidelity').data;
  const coverage = useHeadlineNow('fidelity_coverage').data;
  const model = useMemo(
    () => byResult.data && byCause.data && prepareFidelity(byResult.data, byCause.data),
    [byResult.data, byCause.data],
  );
  return (
    <ChartPanel
      title="Was it done right, and if not, why?"
      subtitle={
        fidelity && coverage
          ? `Fidelity ${percent(fidelity.value)}; ${count(coverage.numerator)} of ${count(coverage.denominator)} due actions judged`
          : 'Handoff fidelity and its causes'
      }
      model={model}
      query={byResult.error ? byResult : byCause}
      source={source}
      height={260}
      isEmpty={({ adjudicated }) => adjudicated === 0}
      empty={
        <EmptyHere title="No judged actions in this range">
          Send <code>action.recorded</code> events to say what became of each required action.
        </EmptyHere>
      }
      metric="fidelity"
      measured={fidelity}
      table={fidelityTable}
    >
      {(shown) => <FidelityBars model={shown} carried={carried} />}
    </ChartPanel>
  );
}
