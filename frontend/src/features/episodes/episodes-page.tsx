import { useSearchParams } from 'wouter';
import { type DetectorName, detectorOf, detectors } from '../../../../backend/src/contract/detectors.js';
import { type MetricName, metricNames, metricOf } from '../../../../backend/src/contract/metrics.js';
import { CellNote } from '../../components/cell-note';
import { FilterBar } from '../../components/filter-bar';
import { Page } from '../../components/page';
import { EpisodeList } from './episode-list';

const isMetric = (name: string | null): name is MetricName => metricNames.includes(name as MetricName);

/** Episodes; from a number, the very rows behind it. */
export default function EpisodesPage() {
  const [search] = useSearchParams();
  const asked = search.get('metric');
  const metric = isMetric(asked) ? asked : undefined;
  const detected = search.get('detector') ?? '';
  const detector = Object.hasOwn(detectors, detected) ? (detected as DetectorName) : undefined;
  const part = search.get('part') === 'denominator' ? 'denominator' : 'numerator';
  const name = nameOf(metric, detector);
  return (
    <Page
      title={name ? `Episodes behind “${name.label}”` : 'Episodes'}
      question={name ? name.says : 'What happened in each stretch of bot responsibility?'}
      bar={<FilterBar />}
    >
      <CellNote />
      <EpisodeList metric={metric} detector={detector} part={part} />
    </Page>
  );
}

/** What these rows are behind, and what it says. */
function nameOf(metric: MetricName | undefined, detector: DetectorName | undefined) {
  if (metric) return { label: metricOf(metric).label, says: metricOf(metric).definition };
  return detector && { label: detectorOf(detector).label, says: detectorOf(detector).counts };
}
