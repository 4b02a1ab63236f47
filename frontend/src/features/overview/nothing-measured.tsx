import { type MetricName, metricOf } from '../../../../backend/src/contract/metrics.js';
import { EmptyHere } from '../../components/empty-here';

/** There may be rows all the same: what counts among them is said, so that one sees what is not sent. */
export const NothingMeasured = ({ metric }: { metric: MetricName }) => (
  <EmptyHere title="Nothing to measure in this range">{metricOf(metric).definition}</EmptyHere>
);
