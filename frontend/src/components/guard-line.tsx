import { ActionIcon, Popover } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle, IconShieldCheck, IconShieldQuestion } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { metricOf } from '../../../backend/src/contract/metrics.js';
import type { Answer } from '../lib/api';
import { percent, points } from '../lib/format';
import { useRoute } from '../lib/queries';
import { rowsAddress } from '../lib/rows-address';
import { useFilters } from '../lib/use-filters';
import classes from './guard-line.module.css';

type Guard = Answer<'GET /api/risk/guard'>;

const icons = { suppression: IconAlertTriangle, clear: IconShieldCheck, unknown: IconShieldQuestion };

/** Whether the escalation rate falls at the customers' cost, and what was compared to say so. */
export function GuardLine() {
  const { scope, comparisonScope } = useFilters();
  const before = comparisonScope ?? scope;
  const guard = useRoute(
    'GET /api/risk/guard',
    { query: { ...scope, before_from: before.from, before_to: before.to } },
    { enabled: comparisonScope !== null },
  );
  if (!comparisonScope) return null;
  if (guard.error) return <p className={classes.line}>Suppression cannot be judged: {guard.error.title}</p>;
  if (!guard.data)
    return (
      <p className={classes.line} data-first-answer>
        {' '}
      </p>
    );
  const { verdict, words } = guard.data;
  const Icon = icons[verdict];
  return (
    <div
      className={`${classes.line} ${classes[verdict] ?? ''}`}
      role={verdict === 'suppression' ? 'alert' : undefined}
    >
      <Icon size={16} stroke={1.6} aria-hidden className={classes.icon} />
      <span>{words}</span>
      <Compared guard={guard.data} />
    </div>
  );
}

function Compared({ guard }: { guard: Guard }) {
  const [open, setOpen] = useState(false);
  return (
    <Popover opened={open} onChange={setOpen} width={420} position="bottom-end" trapFocus>
      <Popover.Target>
        <ActionIcon
          size={20}
          aria-label="What was compared for suppression"
          onClick={() => setOpen((now) => !now)}
        >
          <IconInfoCircle size={15} stroke={1.6} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <GuardTable guard={guard} />
      </Popover.Dropdown>
    </Popover>
  );
}

const moved = { falls: 'falls', rises: 'rises', unclear: 'no clear change', unknown: 'too few' } as const;

function GuardTable({ guard }: { guard: Guard }) {
  const { carried } = useFilters();
  return (
    <div className={classes.card}>
      <p>
        Suppression is when escalations fall while something that pays for it rises. A movement counts when
        the interval of the difference (Newcombe) leaves zero out: at 95 % for escalations, at{' '}
        {percent(guard.confidence, 2)} for each of the others, so that all together are right 95 % of the
        time.
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">Share</th>
            <th scope="col">Now</th>
            <th scope="col">Before</th>
            <th scope="col">Moved</th>
          </tr>
        </thead>
        <tbody>
          {[guard.escalation, ...guard.companions].map((row) => (
            <tr key={row.metric}>
              <th scope="row">{metricOf(row.metric).label}</th>
              <td>
                <Link href={rowsAddress(row.metric, 'numerator', carried)}>{percent(row.now.value)}</Link>
              </td>
              <td>{percent(row.before.value)}</td>
              <td>
                {moved[row.moved]}
                {row.difference && (
                  <span className={classes.soft}>
                    {' '}
                    {points(row.difference.low)} to {points(row.difference.high)}
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={classes.soft}>
        It cannot see a change of who writes and why: other matters or other channels move these shares too.
      </p>
    </div>
  );
}
