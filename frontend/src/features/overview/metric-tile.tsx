import { minimumRows } from '../../../../backend/src/contract/metric.js';
import { type MetricName, metricOf } from '../../../../backend/src/contract/metrics.js';
import { changeOf } from '../../charts/change';
import { sparkValues } from '../../charts/prepare-spark';
import { Spark } from '../../charts/spark';
import { ChangeText } from '../../components/change-text';
import { HowMeasured } from '../../components/how-measured';
import { measure, unitOf } from '../../lib/format';
import { Tile } from './tile';
import { TileDetail } from './tile-detail';
import { useHeadline, useSeries } from './use-metric';

interface MetricTileProps {
  metric: MetricName;
  isChosen: boolean;
  onChoose: () => void;
}

/** A metric's value, change against the comparison period, sparkline and n. */
export function MetricTile({ metric, isChosen, onChoose }: MetricTileProps) {
  const { label, better } = metricOf(metric);
  const { now, before } = useHeadline(metric);
  const series = useSeries(metric);
  const answer = now.data;
  const unit = unitOf(metric, answer?.currency);
  const values = series.data ? sparkValues(series.data) : [];
  return (
    <Tile
      label={label}
      value={answer && measure(answer.value, unit)}
      problem={now.error}
      isChosen={isChosen}
      isFaint={answer?.denominator != null && answer.denominator < minimumRows}
      isStale={now.isPlaceholderData}
      onChoose={onChoose}
      info={<HowMeasured metric={metric} measured={answer} />}
      change={answer && <ChangeText change={changeOf(answer, before, better)} unit={unit} withInterval />}
      spark={<Spark values={values} width={88} label={`${label} over the range`} />}
      detail={answer && <TileDetail metric={metric} answer={answer} />}
    />
  );
}
