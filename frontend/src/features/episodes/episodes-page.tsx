import { useSearchParams } from 'wouter';
import { type MetricName, metricNames, metricOf } from '../../../../backend/src/contract/metrics.js';
import { CellNote } from '../../components/cell-note';
import { FilterBar } from '../../components/filter-bar';
import { Page } from '../../components/page';
import { EpisodeList } from './episode-list';

const isMetric = (name: string | null): name is MetricName => metricNames.includes(name as MetricName);

/** Episodes; from a number, the very rows behind it. */
export default function EpisodesPage() {
  const [search] = useSearchParams();
  const name = search.get('metric');
  const metric = isMetric(name) ? name : undefined;
  const part = search.get('part') === 'denominator' ? 'denominator' : 'numerator';
  return (
    <Page
      title={metric ? `Episodes behind “${metricOf(metric).label}”` : 'Episodes'}
      question={metric ? metricOf(metric).definition : 'What happened in each stretch of bot responsibility?'}
      bar={<FilterBar />}
    >
      <CellNote />
      <EpisodeList metric={metric} part={part} />
    </Page>
  );
}
