import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleHalf2,
  IconCircleX,
  IconHelpCircle,
} from '@tabler/icons-react';
import { Link } from 'wouter';
import { metricOf } from '../../../../backend/src/contract/metrics.js';
import { mostNo, questionOf, type Verdict } from '../../../../backend/src/contract/risk.js';
import { intervalText } from '../../charts/change';
import { GuardLine } from '../../components/guard-line';
import { Panel } from '../../components/panel';
import { Loading } from '../../components/state';
import type { Answer } from '../../lib/api';
import { detectorAddress } from '../../lib/detector-address';
import { count, percent } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import { rowsAddress } from '../../lib/rows-address';
import { useFilters } from '../../lib/use-filters';
import css from './risk.module.css';

type Readiness = Answer<'GET /api/risk/readiness'>;
type Answered = Readiness['answers'][number];

/** The seven questions of the checklist, each with its evidence and what would change it. */
export default function ReadinessPage() {
  const { scope } = useFilters();
  const readiness = useRoute('GET /api/risk/readiness', { query: scope });
  return (
    <>
      {readiness.isPending && <Loading height={44} />}
      {readiness.data && <Overall readiness={readiness.data} />}
      <GuardLine />
      <Panel
        title="Seven questions about the handoff"
        subtitle="Yes and no are said by the whole 95 % interval, from 30 rows on; what lies between is partly"
        query={readiness}
        height={560}
        flush
      >
        {({ answers }) => (
          <ol className={css.questions}>
            {answers.map((answer) => (
              <Question key={answer.question} answer={answer} />
            ))}
          </ol>
        )}
      </Panel>
    </>
  );
}

const overallWords: Record<Readiness['verdict'], string> = {
  ready: 'Ready: every question is answered with yes.',
  partly: 'Partly ready: no more than two questions are answered with no.',
  failing: 'Not ready: more than two questions are answered with no. The handoff itself is the weak point.',
  unknown: 'Too little is known to call it ready.',
};

function Overall({ readiness: { verdict, counts } }: { readiness: Readiness }) {
  const Icon =
    verdict === 'failing' ? IconAlertTriangle : verdict === 'unknown' ? IconHelpCircle : IconCircleCheck;
  return (
    <div className={`${css.overall} ${css[verdict] ?? ''}`} role={verdict === 'failing' ? 'alert' : 'status'}>
      <Icon size={18} stroke={1.6} aria-hidden />
      <strong>{overallWords[verdict]}</strong>
      <span className={css.soft}>
        {counts.yes} yes, {counts.partly} partly, {counts.no} no, {counts.unknown} not known. The limit is{' '}
        {mostNo} no.
      </span>
    </div>
  );
}

const looks: Record<Verdict, { icon: typeof IconCircleX; label: string }> = {
  yes: { icon: IconCircleCheck, label: 'Yes' },
  partly: { icon: IconCircleHalf2, label: 'Partly' },
  no: { icon: IconCircleX, label: 'No' },
  unknown: { icon: IconHelpCircle, label: 'Not known' },
};

function Question({ answer }: { answer: Answered }) {
  const { question, measures, remedy, yesFrom, noBelow } = questionOf(answer.question);
  const { icon: Icon, label } = looks[answer.verdict];
  const isOpen = answer.verdict === 'unknown' && answer.denominator === 0;
  return (
    <li className={css.question}>
      <span className={`${css.verdict} ${css[answer.verdict] ?? ''}`}>
        <Icon size={18} stroke={1.7} aria-hidden />
        {label}
      </span>
      <div className={css.asked}>
        <h3>{question}</h3>
        <p>
          {isOpen ? (
            answer.evidence.length === 0 && 'Nothing to measure it by.'
          ) : (
            <>
              <b>{percent(answer.value)}</b> {measures}, <Rows answer={answer} />
              {answer.interval && (
                <span className={css.soft}> (95 %: {intervalText(answer.interval, 'ratio')})</span>
              )}
              .{' '}
            </>
          )}
          {answer.evidence.join(' ')}
        </p>
        {answer.verdict !== 'yes' && !isOpen && (
          <p className={css.remedy}>
            <b>To make it a yes:</b> {remedy}
          </p>
        )}
      </div>
      <Scale answer={answer} yesFrom={yesFrom} noBelow={noBelow} />
    </li>
  );
}

/** The rows behind the share: those of the metric, or those that the detector found instead. */
function Rows({ answer }: { answer: Answered }) {
  const { carried } = useFilters();
  const { by } = questionOf(answer.question);
  const counted = `${count(answer.numerator)} of ${count(answer.denominator)}`;
  if ('metric' in by) {
    return (
      <Link href={rowsAddress(by.metric, 'numerator', carried)} title={metricOf(by.metric).definition}>
        {counted}
      </Link>
    );
  }
  const others = answer.denominator - answer.numerator;
  if (others === 0) return counted;
  return (
    <>
      {counted};{' '}
      <Link href={detectorAddress(by.detector, 'numerator', carried)}>see the other {count(others)}</Link>
    </>
  );
}

/** Where the share lies between the limits of no and yes. */
function Scale({ answer, yesFrom, noBelow }: { answer: Answered; yesFrom: number; noBelow: number }) {
  const at = (share: number) => `${(share * 100).toFixed(1)}%`;
  return (
    <div
      className={css.scale}
      role="img"
      aria-label={`No below ${percent(noBelow, 0)}, yes from ${percent(yesFrom, 0)}`}
    >
      <span className={css.scaleTrack}>
        {answer.interval && (
          <span
            className={css.scaleInterval}
            style={{ left: at(answer.interval.low), width: at(answer.interval.high - answer.interval.low) }}
          />
        )}
        {answer.value !== null && <span className={css.scaleValue} style={{ left: at(answer.value) }} />}
        <span className={css.scaleLimit} style={{ left: at(noBelow) }} />
        <span className={css.scaleLimit} style={{ left: at(yesFrom) }} />
      </span>
      <span className={css.soft}>
        no below {percent(noBelow, 0)}, yes from {percent(yesFrom, 0)}
      </span>
    </div>
  );
}
