import type { HeadlineMetric } from './headline-metrics';
import { MetricTile } from './metric-tile';
import classes from './tile.module.css';
import { WaitingTile } from './waiting-tile';

interface TilesRowProps {
  chosen: HeadlineMetric;
  onChoose: (metric: HeadlineMetric) => void;
}

/** The five numbers; a click makes one the page's main chart. */
export function TilesRow({ chosen, onChoose }: TilesRowProps) {
  const tile = (metric: HeadlineMetric) => ({
    isChosen: chosen === metric,
    onChoose: () => onChoose(metric),
  });
  return (
    <section aria-label="Headline numbers" className={classes.row}>
      <MetricTile metric="escalation_rate" {...tile('escalation_rate')} />
      <MetricTile metric="fidelity" {...tile('fidelity')} />
      <MetricTile metric="time_to_action" {...tile('time_to_action')} />
      <MetricTile metric="callback_rate" {...tile('callback_rate')} />
      <WaitingTile {...tile('waiting_handoffs')} />
    </section>
  );
}
