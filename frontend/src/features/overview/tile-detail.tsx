import { Link } from 'wouter';
import { minimumRows } from '../../../../backend/src/contract/metric.js';
import { type MetricName, metricOf } from '../../../../backend/src/contract/metrics.js';
import type { Answer } from '../../lib/api';
import { count, duration, limitsText, percent, shortDuration } from '../../lib/format';
import { countsFields, rowWords } from '../../lib/rows-behind';
import { useHeadlineNow } from './use-metric';

type Headline = Answer<'GET /api/metrics/headline'>;

interface TileDetailProps {
  metric: MetricName;
  answer: Headline;
}

/** What must be read with each number: its n, its coverage, its tail, how much of it is mature. */
export function TileDetail({ metric, answer }: TileDetailProps) {
  const { unit, population } = metricOf(metric);
  if (answer.currency === null) return <Link href="/settings#costs">Set a rate</Link>;
  if (metric === 'fidelity') return <Coverage answer={answer} />;
  if (unit === 'seconds') return <Tail answer={answer} />;
  if (metric === 'callback_rate') return <Maturity answer={answer} />;
  const rows = `${rowWords[population]}s`;
  return (
    <>
      {unit === 'count' && `By when the ${rowWords[population]} began`}
      {metricOf(metric).unit === 'mean' && <MeanRows metric={metric} answer={answer} rows={rows} />}
      {unit === 'ratio' &&
        `${count(answer.numerator)} of ${count(answer.denominator)}${countsFields(metric) ? '' : ` ${rows}`}`}
      {isFew(answer) && <div>Fewer than {minimumRows}: not compared</div>}
      {answer.immature > 0 && <div>{count(answer.immature)} too young to judge</div>}
      {answer.cannotMeasure.length > 0 && (
        <div>
          Cannot measure {answer.unmeasured > 0 && `${count(answer.unmeasured)} of `}
          {answer.cannotMeasure.join(', ')}
        </div>
      )}
    </>
  );
}

/** What a mean is over, and which way its scale goes where a value does not say it. */
function MeanRows({ metric, answer, rows }: TileDetailProps & { rows: string }) {
  const declared = metricOf(metric);
  if (declared.unit !== 'mean') return null;
  const { numerator, denominator } = answer;
  const [least, most] = declared.range;
  return (
    <>
      <div>
        {numerator === denominator
          ? `Mean over ${count(denominator)} ${rows}`
          : `Of ${count(numerator)} ${rows}, per ${count(denominator)}`}
      </div>
      {declared.of === 'points' && <div>{`From ${least} to ${most}`.replace('-', '−')}</div>}
    </>
  );
}

const isFew = ({ denominator }: Headline) =>
  denominator !== null && denominator > 0 && denominator < minimumRows;

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

function Tail({ answer: { quantiles, target, numerator, denominator } }: { answer: Headline }) {
  if (denominator === 0) return <div>No handoff with true times</div>;
  if (numerator === 0) return <div>Recorded for none of {count(denominator)} handoffs</div>;
  return (
    <>
      <div>
        Median of {count(denominator)}, p90{' '}
        <span title={quantiles ? `95 % interval ${limitsText(quantiles.intervals.p90)}` : undefined}>
          {duration(quantiles?.p90)}
        </span>
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
