import type { MetricName } from '../../../../backend/src/contract/metrics.js';
import { MetricTile } from './metric-tile';
import classes from './tile.module.css';
import { WaitingTile } from './waiting-tile';

interface TilesRowProps {
  tiles: readonly MetricName[];
  chosen: MetricName;
  onChoose: (metric: MetricName) => void;
}

/** Five numbers; a click makes one the page's main chart. */
export function TilesRow({ tiles, chosen, onChoose }: TilesRowProps) {
  return (
    <section aria-label="Headline numbers" className={classes.row}>
      {tiles.map((metric, i) => {
        const given = { isChosen: chosen === metric, onChoose: () => onChoose(metric) };
        // Two places may hold the same metric.
        const key = `${i} ${metric}`;
        return metric === 'waiting_handoffs' ? (
          <WaitingTile key={key} {...given} />
        ) : (
          <MetricTile key={key} metric={metric} {...given} />
        );
      })}
    </section>
  );
}
