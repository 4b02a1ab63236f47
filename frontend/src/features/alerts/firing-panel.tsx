import { IconAlertTriangle, IconBellRinging } from '@tabler/icons-react';
import { Link } from 'wouter';
import { valueText } from '../../../../backend/src/contract/rule-sentence.js';
import { Panel } from '../../components/panel';
import { Empty } from '../../components/state';
import { TimeText } from '../../components/time-text';
import type { Answer } from '../../lib/api';
import { count } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import { useFilters } from '../../lib/use-filters';
import css from './alerts.module.css';
import { rowsOfRule } from './rows-of-rule';
import type { Rule } from './rule-draft';
import { causeWords } from './rule-words';

type Rules = Pick<ReturnType<typeof useRoute<'GET /api/alerts/rules'>>, 'data' | 'isPending'>;
type Alert = Answer<'GET /api/alerts'>[number];

/** What fires, critical first; below it what was over lately. */
export function FiringPanel({ rules: { data, isPending } }: { rules: Rules }) {
  const alerts = useRoute('GET /api/alerts', {}, { every: 30_000 });
  const rules = data ?? [];
  return (
    <Panel
      title="What is firing?"
      // What fires is told with what its rule says now: both are awaited, and one that fails does without the other.
      query={isPending ? { ...alerts, data: undefined, error: null } : alerts}
      height={120}
      isEmpty={(found) => found.length === 0}
      empty={
        <Empty title="Nothing has fired">
          {rules.length === 0
            ? 'There are no rules yet. Make one below: it shows at once how often it would have fired.'
            : 'The rules below are looked at as each window ends.'}
        </Empty>
      }
    >
      {(found) => <Alerts alerts={found} rules={rules} />}
    </Panel>
  );
}

function Alerts({ alerts, rules }: { alerts: readonly Alert[]; rules: readonly Rule[] }) {
  const firing = alerts.filter(({ resolvedAt }) => resolvedAt === null);
  const over = alerts.filter(({ resolvedAt }) => resolvedAt !== null);
  return (
    <>
      {firing.length === 0 && <p className={css.quiet}>Nothing is firing now.</p>}
      <ul className={css.list}>
        {firing.map((alert) => (
          <FiringAlert key={alert.id} alert={alert} rule={rules.find(({ id }) => id === alert.ruleId)} />
        ))}
      </ul>
      {over.length > 0 && (
        <details className={css.over}>
          <summary>
            {over.length} {over.length === 1 ? 'alert that is' : 'alerts that are'} over
          </summary>
          <ul className={css.list}>
            {over.map((alert) => (
              <OverAlert key={alert.id} alert={alert} />
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function FiringAlert({ alert, rule }: { alert: Alert; rule: Rule | undefined }) {
  const { zone } = useFilters();
  const { severity, sentence, raisedAt, unit, reading } = alert;
  const critical = severity === 'critical';
  const Icon = critical ? IconAlertTriangle : IconBellRinging;
  const rows = rule && rowsOfRule(rule.condition, rule.last?.end ?? reading.end, zone);
  const now = rule?.last;
  return (
    <li className={critical ? css.critical : css.firing}>
      <Icon size={18} stroke={1.6} aria-hidden className={css.sign} />
      <div className={css.what}>
        <p className={css.line}>
          <b>{critical ? 'Critical' : 'Firing'}</b> since <TimeText at={raisedAt} />
        </p>
        <p className={css.words}>{sentence}</p>
        <p className={css.soft}>
          It found <b>{valueText(reading.value, unit)}</b>
          {reading.low !== null && reading.high !== null && (
            <>
              {' '}
              (95 % interval {valueText(reading.low, unit)} to {valueText(reading.high, unit)})
            </>
          )}
          {reading.rows !== null && unit !== 'count' && <>, counted over {count(reading.rows)}</>}
          {now && now.verdict !== 'unknown' && <>; now {valueText(now.value, unit)}</>}
          {now?.verdict === 'unknown' && <>; now nobody can tell</>}.
        </p>
      </div>
      {rows && (
        <Link href={rows} className={css.rowsLink}>
          Show the rows
        </Link>
      )}
    </li>
  );
}

function OverAlert({ alert }: { alert: Alert }) {
  const { sentence, raisedAt, resolvedAt, cause, reading, unit } = alert;
  return (
    <li className={css.pastAlert}>
      <p className={css.words}>{sentence}</p>
      <p className={css.soft}>
        Raised <TimeText at={raisedAt} /> at {valueText(reading.value, unit)}, over{' '}
        <TimeText at={resolvedAt} />
        {cause && <>: {causeWords[cause]}</>}
      </p>
    </li>
  );
}
