import { metricOf } from '../../../../backend/src/contract/metrics.js';
import { changeOf } from '../../charts/change';
import { Spark } from '../../charts/spark';
import { ChangeText } from '../../components/change-text';
import { HowMeasured } from '../../components/how-measured';
import { measure } from '../../lib/format';
import type { HeadlineMetric } from './headline-metrics';
import { Tile } from './tile';
import { TileDetail } from './tile-detail';
import { useHeadline, useSeries } from './use-metric';

interface MetricTileProps {
  metric: Exclude<HeadlineMetric, 'waiting_handoffs'>;
  isChosen: boolean;
  onChoose: () => void;
}

/** A metric's value, change against the comparison period, sparkline and n. */
export function MetricTile({ metric, isChosen, onChoose }: MetricTileProps) {
  const { label, unit, better } = metricOf(metric);
  const { now, before } = useHeadline(metric);
  const series = useSeries(metric);
  const answer = now.data;
  const values = series.data?.series[0]?.points.map(({ value }) => value) ?? [];
  return (
    <Tile
      label={label}
      value={answer && measure(answer.value, unit)}
      problem={now.error}
      isChosen={isChosen}
      isStale={now.isPlaceholderData}
      onChoose={onChoose}
      info={<HowMeasured metric={metric} measured={answer} />}
      change={answer && <ChangeText change={changeOf(answer, before, better)} unit={unit} withInterval />}
      spark={<Spark values={values} width={88} label={`${label} over the range`} />}
      detail={answer && <TileDetail metric={metric} answer={answer} />}
    />
  );
}
