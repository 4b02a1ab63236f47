import { useMemo } from 'react';
import { prepareReasons, reasonTable } from '../../charts/prepare-reasons';
import { ChartPanel } from '../../components/chart-panel';
import { percent } from '../../lib/format';
import { useFilters } from '../../lib/use-filters';
import { NothingMeasured } from './nothing-measured';
import { ReasonBars } from './reason-bars';
import { useBreakdown, useHeadlineNow, useSource } from './use-metric';

/** Why escalations happen, and who began them. */
export function ReasonsPanel() {
  const { carried } = useFilters();
  const { now, before } = useBreakdown('escalation_rate', 'reason');
  const source = useSource('breakdown', { metric: 'escalation_rate', by: 'reason' });
  const proactive = useHeadlineNow('proactive_share').data;
  const rate = useHeadlineNow('escalation_rate').data;
  const model = useMemo(() => now.data && prepareReasons(now.data, before), [now.data, before]);
  return (
    <ChartPanel
      title="Why do escalations happen?"
      subtitle={
        proactive?.value == null
          ? 'Share of eligible episodes, by primary reason'
          : `Share of eligible episodes. ${percent(proactive.value, 0)} begun by the bot before the customer asked`
      }
      model={model}
      query={now}
      source={source}
      height={290}
      isEmpty={(bars) => bars.length === 0}
      empty={<NothingMeasured metric="escalation_rate" />}
      metric="escalation_rate"
      measured={rate}
      table={reasonTable}
    >
      {(bars) => <ReasonBars bars={bars} carried={carried} />}
    </ChartPanel>
  );
}
