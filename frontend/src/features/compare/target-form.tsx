import { ActionIcon, Button, NumberInput, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { type MetricName, metricOf } from '../../../../backend/src/contract/metrics.js';
import { date, measure, unitOf } from '../../lib/format';
import { useSend } from '../../lib/queries';
import { useMay } from '../../lib/session';
import { useFilters } from '../../lib/use-filters';
import type { TargetStep } from '../../lib/use-target';
import { dayOf } from '../../lib/zone';
import classes from './compare.module.css';

interface TargetFormProps {
  metric: MetricName;
  steps: readonly TargetStep[];
}

const dayLabel = (day: string) => date(`${day}T12:00:00Z`, 'UTC');

/** Without a target of their own, times are held against the one that their declaration names. */
function declaredTarget(metric: MetricName): string {
  const declared = metricOf(metric);
  const usual = declared.unit === 'seconds' ? declared.targetSeconds : null;
  return usual === null ? 'none set' : `${measure(usual, 'seconds')}, the usual one`;
}

/** What the metric should come to, in steps; an administrator may change it. A count has none. */
export function TargetForm({ metric, steps }: TargetFormProps) {
  const mayChange = useMay(['admin']);
  const [isOpen, setOpen] = useState(false);
  const unit = unitOf(metric);
  if (unit === 'count') return null;
  return (
    <div className={classes.target}>
      <p className={classes.targetLine}>
        <span className={classes.soft}>
          Target:{' '}
          {steps.length === 0
            ? declaredTarget(metric)
            : steps.map(({ from, value }) => `${measure(value, unit)} from ${dayLabel(from)}`).join(', ')}
        </span>
        {mayChange && !isOpen && (
          <Button variant="subtle" size="compact-xs" onClick={() => setOpen(true)}>
            {steps.length === 0 ? 'Set a target' : 'Change'}
          </Button>
        )}
      </p>
      {isOpen && <Steps metric={metric} steps={steps} onDone={() => setOpen(false)} />}
    </div>
  );
}

interface Draft {
  id: number;
  from: string;
  /** As it is typed: percent, or seconds. */
  value: string | number;
}

function Steps({ metric, steps, onDone }: TargetFormProps & { onDone: () => void }) {
  const { zone } = useFilters();
  const send = useSend('POST /api/targets', ['GET /api/targets']);
  const scale = unitOf(metric) === 'ratio' ? 100 : 1;
  const [drafts, setDrafts] = useState<Draft[]>(() =>
    steps.map(({ from, value }, id) => ({ id, from, value: Number((value * scale).toFixed(4)) })),
  );
  const change = (id: number, part: Partial<Draft>) =>
    setDrafts((now) => now.map((draft) => (draft.id === id ? { ...draft, ...part } : draft)));
  const add = () =>
    setDrafts((now) => [
      ...now,
      { id: Math.max(0, ...now.map(({ id }) => id + 1)), from: dayOf(Date.now(), zone), value: '' },
    ]);
  const isWhole = drafts.every(({ from, value }) => from !== '' && value !== '');
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const chosen = drafts.map(({ from, value }) => ({ from, value: Number(value) / scale }));
    await send.mutateAsync({ body: { metric, steps: chosen } });
    onDone();
  };
  return (
    <form className={classes.steps} onSubmit={(event) => void save(event).catch(() => undefined)}>
      {drafts.map((draft) => (
        <div key={draft.id} className={classes.step}>
          <TextInput
            type="date"
            aria-label="From"
            value={draft.from}
            onChange={(event) => change(draft.id, { from: event.currentTarget.value })}
          />
          <NumberInput
            aria-label={scale === 100 ? 'Target in percent' : 'Target in seconds'}
            min={0}
            max={scale === 100 ? 100 : undefined}
            suffix={scale === 100 ? ' %' : ' s'}
            value={draft.value}
            onChange={(value) => change(draft.id, { value })}
          />
          <ActionIcon
            aria-label="Remove this step"
            onClick={() => setDrafts((now) => now.filter(({ id }) => id !== draft.id))}
          >
            <IconTrash size={15} stroke={1.6} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      {send.error && (
        <p className={classes.problem} role="alert">
          {send.error.detail ?? send.error.title}
        </p>
      )}
      <p className={classes.buttons}>
        <Button variant="default" onClick={add}>
          Add a step
        </Button>
        <Button type="submit" disabled={!isWhole} loading={send.isPending}>
          Save
        </Button>
        <Button variant="subtle" color="gray" onClick={onDone}>
          Cancel
        </Button>
        <span className={classes.soft}>Each change is entered in the ledger with your name.</span>
      </p>
    </form>
  );
}
