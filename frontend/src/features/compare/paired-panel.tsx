import { NumberInput, Select } from '@mantine/core';
import { type MetricName, metricNames, metricOf } from '../../../../backend/src/contract/metrics.js';
import { changeInterval, changeText } from '../../charts/change';
import { HowMeasured } from '../../components/how-measured';
import { Answered, Section } from '../../components/panel';
import type { Answer } from '../../lib/api';
import { unitOf } from '../../lib/format';
import { useUrlState } from '../../lib/use-url-state';
import classes from './compare.module.css';
import { goalOf, guardOf, judgePair, type Paired } from './paired-target';
import type { Sides } from './sides';
import { useComparison } from './use-comparison';
import { changeOfSaid, ratioText } from './verdict';

type Comparison = Answer<'GET /api/metrics/compare'>;

const guards = metricNames.filter((name) => metricOf(name).better !== 'neither');

const verdicts: Record<Paired, { name: string; tone: string; words: string }> = {
  met: {
    name: 'Met',
    tone: 'better',
    words: 'The target is reached, and the guard is not seen to get worse.',
  },
  price: {
    name: 'At a price',
    tone: 'worse',
    words: 'The guard gets worse: what is gained here is paid for there.',
  },
  missed: { name: 'Not met', tone: 'worse', words: 'The whole interval falls short of the target.' },
  open: { name: 'Not decided', tone: 'no_difference_seen', words: 'The target lies within the interval.' },
  unknown: {
    name: 'Cannot be judged',
    tone: 'too_few',
    words: 'There are too few rows, of the target or of its guard.',
  },
};

/** A target that counts only while something else holds. */
export function PairedPanel({ metric, sides }: { metric: MetricName; sides: Sides }) {
  const [goal, setGoal] = useUrlState<string>('goal', '');
  const [guard, setGuard] = useUrlState<MetricName>('guard', 'csat_human', metricNames);
  const change = goal === '' || Number.isNaN(Number(goal)) ? null : Number(goal) / 100;
  const aimed = useComparison(metric, sides);
  const held = useComparison(guard, sides);
  const { label } = metricOf(metric);
  return (
    <Section
      title="Is the target met, and not at a price?"
      subtitle={`${label} in A against B, and what must not get worse meanwhile`}
      aside={<HowMeasured metric={guard} />}
    >
      <fieldset className={classes.choice} aria-label="Paired target">
        <NumberInput
          label={`${label} changes by`}
          suffix=" %"
          min={-100}
          max={1000}
          w={180}
          placeholder="−20 %"
          value={goal}
          onChange={(value) => setGoal(String(value))}
        />
        <Select
          label="While this holds"
          searchable
          allowDeselect={false}
          data={guards.map((name) => ({ value: name, label: metricOf(name).label }))}
          value={guard}
          onChange={(value) => value && setGuard(value as MetricName)}
        />
      </fieldset>
      {change === null ? (
        <p className={classes.soft}>
          Say by how much it should change, and what must not get worse meanwhile. The address keeps it.
        </p>
      ) : (
        <Answered query={aimed} height={72}>
          {(found) => (
            <Answered query={held} height={72}>
              {(other) => <Judged found={found} other={other} change={change} />}
            </Answered>
          )}
        </Answered>
      )}
    </Section>
  );
}

function Judged({ found, other, change }: { found: Comparison; other: Comparison; change: number }) {
  const { name, tone, words } = verdicts[judgePair(goalOf(found, change), guardOf(other))];
  const unit = unitOf(other.metric, other.currency);
  const moved = changeOfSaid(other);
  const interval = moved && unit !== 'count' && changeInterval(moved, unit);
  return (
    <>
      <p className={classes.verdict} data-verdict={tone} role="status">
        <strong>{name}.</strong> <span>{words}</span>
      </p>
      <p className={classes.soft}>
        {metricOf(found.metric).label}: {ratioText(found) ?? 'not compared'}, the target is ×
        {(1 + change).toFixed(2)}. {metricOf(other.metric).label}:{' '}
        {unit === 'count'
          ? (ratioText(other) ?? 'not compared')
          : moved
            ? changeText(moved, unit)
            : 'not compared'}
        {interval && ` (${interval})`}
        {guardOf(other) === 'held' && '; not seen to get worse, as far as that interval goes'}.
      </p>
    </>
  );
}
