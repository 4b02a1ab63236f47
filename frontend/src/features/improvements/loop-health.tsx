import { CurveChart } from '../../charts/curve-chart';
import { Answered, Section } from '../../components/panel';
import type { Answer } from '../../lib/api';
import { count, counted, duration, nothing, percent } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import css from './improvements.module.css';
import { prepareMonths } from './prepare-months';

type Loop = Answer<'GET /api/loop'>;

/** Whether the loop from gap to better bot turns: how far gaps come, how long it takes, what it brought. */
export function LoopHealth() {
  const loop = useRoute('GET /api/loop', {});
  return (
    <Section title="Does the loop turn?" subtitle="Gaps that a better bot could close">
      <Answered query={loop} height={220}>
        {(found) => (
          <div className={css.loop}>
            <Funnel loop={found} />
            <Pace loop={found} />
            <Months loop={found} />
          </div>
        )}
      </Answered>
    </Section>
  );
}

function Funnel({ loop: { gaps } }: { loop: Loop }) {
  const steps: [string, number][] = [
    ['Open gaps', gaps.open],
    ['in a dataset', gaps.withDataset],
    ['proposed', gaps.proposed],
    ['approved', gaps.approved],
    ['released', gaps.released],
    ['verified effect', gaps.verified],
  ];
  return (
    <ul className={css.funnel} aria-label="How far gaps came">
      {steps.map(([name, value]) => (
        <li key={name}>
          <span>{name}</span>
          <span>
            <span
              className={css.bar}
              style={{ display: 'block', width: `${gaps.open === 0 ? 0 : (100 * value) / gaps.open}%` }}
            />
          </span>
          <span>
            {count(value)}
            {gaps.open > 0 && name !== 'Open gaps' && (
              <span className={css.under}>{percent(value / gaps.open, 0)}</span>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

const days = (value: number | null): string =>
  value === null ? nothing : value < 2 ? duration(value * 86_400) : counted(Math.round(value), 'day', 'days');

function Pace({ loop }: { loop: Loop }) {
  const { outcomes, avoided } = loop;
  return (
    <dl className={css.facts}>
      <dt>Gap to release, median</dt>
      <dd>{days(loop.days.gapToRelease)}</dd>
      <dt>Gap to proposal</dt>
      <dd>{days(loop.days.gapToProposal)}</dd>
      <dt>Proposal to approval</dt>
      <dd>{days(loop.days.proposalToApproval)}</dd>
      <dt>Approval to release</dt>
      <dd>{days(loop.days.approvalToRelease)}</dd>
      <dt>Released</dt>
      <dd>
        {outcomes.verified} verified, {outcomes.noEffect} without effect, {outcomes.regressed} regressed,{' '}
        {outcomes.measuring} being measured
      </dd>
      <dt>Avoided</dt>
      <dd>
        {count(Math.round(avoided.escalations))} escalations
        {avoided.hours !== null && `, ${duration(avoided.hours * 3600)} of human work`}
      </dd>
    </dl>
  );
}

function Months({ loop }: { loop: Loop }) {
  const model = prepareMonths(loop.months);
  if (!model) return <p className={css.note}>The escalation rate by month shows here once there is one.</p>;
  return (
    <div>
      <CurveChart model={model} height={200} label="Escalation rate by month" />
      <p className={css.legend}>Escalation rate by month; points: the target that held</p>
    </div>
  );
}
