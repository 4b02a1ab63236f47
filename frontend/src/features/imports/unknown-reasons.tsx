import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { count, words } from '../../lib/format';
import { useSend } from '../../lib/queries';
import { type Reason, reasonNames } from '../sources/source-words';
import type { Job, Preview } from './import-words';
import css from './imports.module.css';

const choices = [
  { value: '', label: 'Not said' },
  ...reasonNames.map((name) => ({ value: name, label: words(name) })),
];
const touched = ['GET /api/imports/:id', 'GET /api/imports/:id/preview'] as const;

interface UnknownReasonsProps {
  job: Job;
  reasons: Preview['unknownReasons'];
}

/** Reasons in the source's own words that no table knows: what they mean is kept for the source, and read anew. */
export function UnknownReasons({ job: { id, source, options }, reasons }: UnknownReasonsProps) {
  const [said, setSaid] = useState<Record<string, Reason>>({});
  const keep = useSend('PATCH /api/sources/:name/reasons');
  const check = useSend('POST /api/imports/:id/check', touched);
  const changes = Object.entries(said).map(([raw, reason]) => ({ raw, reason }));
  const readAnew = async (): Promise<void> => {
    await keep.mutateAsync({ params: { name: source ?? '' }, body: { changes } });
    await check.mutateAsync({ params: { id }, body: { ...options, reasons: undefined } });
  };
  const problem = keep.error ?? check.error;
  return (
    <div className={css.reasons}>
      <h3 className={css.sub}>What do these reasons mean?</h3>
      <p className={css.soft}>
        No table knows them. What you say is kept for <Link href={`/sources/${source}`}>{source}</Link> and
        holds for what comes later too.
      </p>
      <div className={css.fields}>
        {reasons.map(({ name, count: times }) => (
          <NativeSelect
            key={name}
            label={name}
            description={`${count(times)} handoffs`}
            data={choices}
            value={said[name] ?? ''}
            onChange={(event) => setSaid(withReason(said, name, event.currentTarget.value))}
          />
        ))}
      </div>
      <div className={css.actions}>
        <Button
          variant="default"
          disabled={changes.length === 0}
          loading={keep.isPending || check.isPending}
          onClick={() => void readAnew().catch(() => undefined)}
        >
          Keep and check again
        </Button>
        {problem && (
          <span role="alert" className={css.bad}>
            {problem.detail ?? problem.title}
          </span>
        )}
      </div>
    </div>
  );
}

function withReason(said: Record<string, Reason>, name: string, reason: string): Record<string, Reason> {
  const { [name]: _, ...others } = said;
  return reason === '' ? others : { ...others, [name]: reason as Reason };
}
