import { Button, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { ruleMakers } from '../../../../backend/src/contract/roles.js';
import { valueText } from '../../../../backend/src/contract/rule-sentence.js';
import { Spark } from '../../charts/spark';
import { Panel } from '../../components/panel';
import { Empty } from '../../components/state';
import { TimeText } from '../../components/time-text';
import type { Answer } from '../../lib/api';
import { count } from '../../lib/format';
import { type useRoute, useSend } from '../../lib/queries';
import { useMay } from '../../lib/session';
import { useUrlState } from '../../lib/use-url-state';
import css from './alerts.module.css';
import type { Rule } from './rule-draft';
import { RuleForm } from './rule-form';
import { stateWords, unknownWords } from './rule-words';

type Rules = ReturnType<typeof useRoute<'GET /api/alerts/rules'>>;
type Channels = Answer<'GET /api/alerts/channels'>;

const touched = ['GET /api/alerts/rules', 'GET /api/alerts', 'GET /api/alerts/firing'] as const;

interface RulesPanelProps {
  rules: Rules;
  channels: Channels | undefined;
}

/** Rules as sentences. Which one is open stands in the URL. */
export function RulesPanel({ rules, channels }: RulesPanelProps) {
  const [open, setOpen] = useUrlState<string>('rule', '');
  const may = useMay(ruleMakers);
  const chosen = rules.data?.find(({ id }) => id === open);
  return (
    <>
      <Panel
        title="Which rules watch?"
        subtitle="Each window is looked at once, when it has ended"
        aside={may && <Button onClick={() => setOpen('new')}>New rule</Button>}
        query={rules}
        height={200}
        isEmpty={(data) => data.length === 0}
        empty={
          <Empty title="No rules yet">
            A rule is a sentence about a metric, about handoffs that nobody takes, or about a source that
            falls silent.
          </Empty>
        }
      >
        {(data) => (
          <ul className={css.list}>
            {data.map((rule) => (
              <RuleRow
                key={rule.id}
                rule={rule}
                channels={channels}
                onEdit={may ? () => setOpen(rule.id) : undefined}
              />
            ))}
          </ul>
        )}
      </Panel>
      {may && open === 'new' && <RuleForm onClose={() => setOpen('')} />}
      {may && chosen && <RuleForm key={chosen.id} rule={chosen} onClose={() => setOpen('')} />}
    </>
  );
}

interface RuleRowProps {
  rule: Rule;
  channels: Channels | undefined;
  onEdit: (() => void) | undefined;
}

function RuleRow({ rule, channels, onEdit }: RuleRowProps) {
  const { sentence, windows, unit, severity, paused } = rule;
  const names = rule.channels.map((id) => channels?.find((one) => one.id === id)?.name ?? '…');
  return (
    <li className={css.rule} data-paused={paused || undefined}>
      <div className={css.what}>
        <p className={css.words}>{sentence}</p>
        <p className={css.soft}>
          <RuleStateText rule={rule} />
          {severity === 'critical' && <> · critical</>} ·{' '}
          {names.length > 0 ? `told to ${names.join(', ')}` : 'told on this page only'}
        </p>
      </div>
      <LastValue rule={rule} />
      <Spark
        values={windows.map(({ value }) => value)}
        label={`Last ${windows.length} windows, latest ${valueText(windows.at(-1)?.value ?? null, unit)}`}
      />
      {onEdit && <RuleMenu rule={rule} onEdit={onEdit} />}
    </li>
  );
}

function RuleStateText({ rule }: { rule: Rule }) {
  if (rule.paused) return <>paused</>;
  return (
    <>
      <span className={css[`state-${rule.state}`]}>{stateWords[rule.state]}</span>
      {rule.since && (
        <>
          {' '}
          since <TimeText at={rule.since} />
        </>
      )}
    </>
  );
}

function LastValue({ rule: { last, unit, condition } }: { rule: Rule }) {
  if (!last) return <p className={css.last}>–</p>;
  return (
    <p className={css.last}>
      <b>{last.verdict === 'unknown' ? 'cannot tell' : valueText(last.value, unit)}</b>
      <span className={css.soft}>
        {condition.kind === 'unusual_silence' && !last.why && `usually begun, of ${condition.expected}`}
        {last.why
          ? unknownWords[last.why]
          : last.rows !== null && unit !== 'count' && `over ${count(last.rows)}`}
      </span>
      <span className={css.soft}>
        <TimeText at={last.end} />
      </span>
    </p>
  );
}

function RuleMenu({ rule, onEdit }: { rule: Rule; onEdit: () => void }) {
  const change = useSend('PATCH /api/alerts/rules/:id', touched);
  const remove = useSend('DELETE /api/alerts/rules/:id', touched);
  const params = { id: rule.id };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="subtle" color="gray" px={6} aria-label={`Actions for: ${rule.sentence}`}>
          <IconDots size={16} aria-hidden />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={onEdit}>Change</Menu.Item>
        <Menu.Item onClick={() => change.mutate({ params, body: { paused: !rule.paused } })}>
          {rule.paused ? 'Resume' : 'Pause'}
        </Menu.Item>
        <Menu.Item color="var(--bad)" onClick={() => remove.mutate({ params })}>
          Remove
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
