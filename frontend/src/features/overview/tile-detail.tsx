import type { Answer } from '../../lib/api';
import { count, duration, percent, shortDuration } from '../../lib/format';
import type { HeadlineMetric } from './headline-metrics';
import { useHeadlineNow } from './use-metric';

type Headline = Answer<'GET /api/metrics/headline'>;

interface TileDetailProps {
  metric: HeadlineMetric;
  answer: Headline;
}

/** What must be read with each number: its n, its coverage, its tail, how much of it is mature. */
export function TileDetail({ metric, answer }: TileDetailProps) {
  if (metric === 'fidelity') return <Coverage answer={answer} />;
  if (metric === 'time_to_action') return <Tail answer={answer} />;
  if (metric === 'callback_rate') return <Maturity answer={answer} />;
  return (
    <>
      {count(answer.numerator)} of {count(answer.denominator)} episodes
      {answer.cannotMeasure.length > 0 && <div>Cannot measure {answer.cannotMeasure.join(', ')}</div>}
    </>
  );
}

function Coverage({ answer }: { answer: Headline }) {
  const now = useHeadlineNow('fidelity_coverage');
  return (
    <>
      <div>
        {count(answer.numerator)} of {count(answer.denominator)} actions
      </div>
      <div>{now.data ? `Coverage ${percent(now.data.value, 0)} of those due` : 'Coverage'}</div>
    </>
  );
}

function Tail({ answer: { quantiles, target, denominator } }: { answer: Headline }) {
  if (denominator === 0) return <div>No handoff with true times</div>;
  return (
    <>
      <div>
        Median of {count(denominator)}, p90 {duration(quantiles?.p90)}
      </div>
      {target && (
        <div>
          {percent(target.withinShare, 0)} within {shortDuration(target.seconds)}
        </div>
      )}
    </>
  );
}

function Maturity({ answer: { numerator, denominator, immature } }: { answer: Headline }) {
  const all = (denominator ?? 0) + immature;
  return (
    <>
      <div>
        {count(numerator)} of {count(denominator)} handoffs
      </div>
      <div>
        {all === 0 ? 'None mature yet' : `${percent((denominator ?? 0) / all, 0)} mature after 7 days`}
      </div>
    </>
  );
}
