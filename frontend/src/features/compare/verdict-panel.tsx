import { IconArrowsHorizontal, IconQuestionMark, IconThumbDown, IconThumbUp } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { Verdict } from '../../../../backend/src/contract/compare.js';
import { type MetricName, metricOf } from '../../../../backend/src/contract/metrics.js';
import { changeInterval, changeText, intervalText } from '../../charts/change';
import { HowMeasured } from '../../components/how-measured';
import { Panel } from '../../components/panel';
import type { Answer } from '../../lib/api';
import { count, duration, measure, type Unit, unitOf } from '../../lib/format';
import { rowsAddress } from '../../lib/rows-address';
import { useFilters } from '../../lib/use-filters';
import classes from './compare.module.css';
import { type Side, type Sides, sideAddress } from './sides';
import { useComparison } from './use-comparison';
import { changeOfSaid, ratioText, testText, verdictNames } from './verdict';

type Comparison = Answer<'GET /api/metrics/compare'>;

const icons: Record<Verdict, typeof IconThumbUp> = {
  better: IconThumbUp,
  worse: IconThumbDown,
  different: IconArrowsHorizontal,
  no_difference_seen: IconArrowsHorizontal,
  too_few: IconQuestionMark,
};

/** Two numbers, their difference, and whether there is one. */
export function VerdictPanel({ metric, sides }: { metric: MetricName; sides: Sides }) {
  const found = useComparison(metric, sides);
  const { label, definition } = metricOf(metric);
  return (
    <Panel
      title={`Is it better? ${label}`}
      subtitle={definition}
      aside={<HowMeasured metric={metric} />}
      query={found}
      height={{ wide: 150, narrow: 420 }}
    >
      {(answer) => (
        <>
          <div className={classes.duel}>
            <SideFigure
              letter="a"
              side={sides.a}
              metric={metric}
              found={answer.a}
              unit={unitOf(answer.metric, answer.currency)}
            />
            <SideFigure
              letter="b"
              side={sides.b}
              metric={metric}
              found={answer.b}
              unit={unitOf(answer.metric, answer.currency)}
            />
            <Difference answer={answer} />
          </div>
          <VerdictLine answer={answer} />
        </>
      )}
    </Panel>
  );
}

interface SideFigureProps {
  letter: 'a' | 'b';
  side: Side;
  metric: MetricName;
  found: Comparison['a'];
  unit: Unit;
}

function SideFigure({ letter, side, metric, found, unit }: SideFigureProps) {
  const { zone } = useFilters();
  const address = sideAddress(side, zone);
  const interval = unit === 'count' ? null : intervalText(found.interval, unit);
  // Of a mean both counts are of the rows that it is over.
  const isMean = metricOf(metric).unit === 'mean' && found.numerator === found.denominator;
  return (
    <div className={classes.figureBox}>
      <p className={classes.sideName}>
        <span className={classes.swatch} data-side={letter} aria-hidden />
        {letter.toUpperCase()}: {side.name}
      </p>
      <p className={classes.figure}>{measure(found.value, unit)}</p>
      <p className={classes.soft}>
        {interval ? `95 % interval ${interval}` : '\u00a0'}
        {found.quantiles && `; p90 ${duration(found.quantiles.p90)}`}
      </p>
      <p className={classes.soft}>
        {isMean && 'over '}
        <Link href={rowsAddress(metric, 'numerator', address)}>{count(found.numerator)}</Link>
        {found.denominator !== null && !isMean && (
          <>
            {unit === 'seconds' ? ' happened, of ' : ' of '}
            <Link href={rowsAddress(metric, 'denominator', address)}>{count(found.denominator)}</Link>
          </>
        )}
        {unit === 'count' && ` in ${Number(found.days.toFixed(1))} days`}
        {found.immature > 0 && `; ${count(found.immature)} too young to judge`}
        {found.unmeasured > 0 && `; cannot measure ${count(found.unmeasured)}`}
      </p>
      <p className={classes.soft}>{side.note}</p>
    </div>
  );
}

function Difference({ answer }: { answer: Comparison }) {
  const unit = unitOf(answer.metric, answer.currency);
  const change = changeOfSaid(answer);
  const interval = change && changeInterval(change, unit);
  const isCount = unit === 'count';
  return (
    <div className={classes.figureBox}>
      <p className={classes.sideName}>A − B</p>
      <p className={classes.figure}>
        {isCount ? (ratioText(answer)?.split(' ')[0] ?? '–') : change ? changeText(change, unit) : '–'}
      </p>
      <p className={classes.soft}>
        {isCount
          ? answer.ratio && `${ratioText(answer)} per day`
          : interval
            ? `95 % interval ${interval}`
            : 'No interval'}
      </p>
      {!isCount && answer.ratio && <p className={classes.soft}>A is {ratioText(answer)} of B</p>}
      <p className={classes.soft}>{testText(answer) ?? `Not compared below ${answer.least} rows a side`}</p>
    </div>
  );
}

function VerdictLine({ answer }: { answer: Comparison }) {
  const Icon = icons[answer.verdict];
  return (
    <p className={classes.verdict} data-verdict={answer.verdict} role="status">
      <Icon size={18} stroke={1.8} aria-hidden />
      <strong>{verdictNames[answer.verdict]}.</strong> <span>{reasonOf(answer)}</span>
    </p>
  );
}

function reasonOf(answer: Comparison): string {
  const unit = unitOf(answer.metric, answer.currency);
  const change = changeOfSaid(answer);
  const interval = change && unit !== 'count' ? changeInterval(change, unit) : null;
  if (answer.verdict === 'too_few') {
    return `A side with fewer than ${answer.least} rows says nothing reliable. Choose a longer range or fewer filters.`;
  }
  if (answer.verdict === 'no_difference_seen') {
    return interval
      ? `That is not “the same”: a difference of ${interval} would still fit the data.`
      : 'That is not “the same”: the data does not tell the two sides apart.';
  }
  return 'A is held against B; chance alone would seldom give this difference.';
}
