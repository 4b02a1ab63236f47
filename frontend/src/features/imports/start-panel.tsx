import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { Section } from '../../components/panel';
import type { Range } from '../../lib/filters';
import { count } from '../../lib/format';
import { useSend } from '../../lib/queries';
import { useFilters } from '../../lib/use-filters';
import { dayOf } from '../../lib/zone';
import { addressOf } from '../sources/source-words';
import type { Job } from './import-words';
import css from './imports.module.css';
import { useCancel } from './use-cancel';

const touched = ['GET /api/imports', 'GET /api/imports/:id'] as const;

/** What can be done next, and what became of it. */
export function StartPanel({ job }: { job: Job }) {
  const { state } = job;
  if (state === 'finished' || state === 'cancelled') return <Ended job={job} />;
  return (
    <Section title={state === 'uploading' ? 'What is missing?' : 'Let it in?'}>
      <div className={css.stack}>
        {job.problem && (
          <p className={state === 'failed' ? css.bad : css.line} role="alert">
            {job.problem}
          </p>
        )}
        {state === 'failed' && job.startedAt !== null && (
          <p className={css.line}>What is in the ledger stays. Started again it goes on where it stopped.</p>
        )}
        <Actions job={job} />
      </div>
    </Section>
  );
}

function Actions({ job }: { job: Job }) {
  const { id, state, report, source } = job;
  const [isSure, setSure] = useState(false);
  const start = useSend('POST /api/imports/:id/start', touched);
  const cancel = useCancel(job);
  const canStart = report !== null && report.events > 0 && (state === 'checked' || state === 'failed');
  const problem = start.error ?? cancel.error;
  return (
    <>
      {canStart && state === 'checked' && (
        <p className={css.line}>
          {count(report.events)} events go into the ledger, for ever, from source <b>{source}</b>. What is
          there already stays as it is. The files are deleted afterwards.
        </p>
      )}
      <div className={css.actions}>
        {canStart && (
          <Button loading={start.isPending} onClick={() => start.mutate({ params: { id } })}>
            {state === 'failed' ? 'Go on' : `Import ${count(report.events)} events`}
          </Button>
        )}
        {isSure ? (
          <Button color="red" variant="outline" loading={cancel.isPending} onClick={cancel.run}>
            Yes, delete the files
          </Button>
        ) : (
          <Button variant="default" onClick={() => setSure(true)}>
            Discard
          </Button>
        )}
      </div>
      {problem && (
        <p role="alert" className={css.bad}>
          {problem.detail ?? problem.title}
        </p>
      )}
    </>
  );
}

function Ended({ job }: { job: Job }) {
  const { state, progress, report, source } = job;
  const { carriedWith, zone } = useFilters();
  const rows = carriedWith({ values: source === null ? {} : { source: [source] }, ...daysOf(job, zone) });
  const hasHandoffs = report !== null && report.handoffs.explicit + report.handoffs.inferred > 0;
  return (
    <Section title="What became of it?">
      <div className={css.stack}>
        {progress && (
          <p className={css.line} role="status">
            <b>{count(progress.accepted)}</b> events are new, {count(progress.duplicates)} were there already,{' '}
            {count(progress.refused)}{' '}
            {progress.refused === 1 ? 'record or event was' : 'records or events were'} refused.
            {state === 'cancelled' && ' It was cancelled: what is in the ledger stays.'}
          </p>
        )}
        <p className={css.soft}>The files are deleted.</p>
        <div className={css.actions}>
          <Button component={Link} href={`/${hasHandoffs ? 'handoffs' : 'episodes'}?${rows}`}>
            {hasHandoffs ? 'See the handoffs' : 'See the episodes'}
          </Button>
          {source !== null && (
            <Button variant="default" component={Link} href={addressOf(source)}>
              What its source can measure
            </Button>
          )}
        </div>
      </div>
    </Section>
  );
}

/** The days that its files speak of. */
function daysOf({ report }: Job, zone: string): { range?: Range } {
  if (!report?.span) return {};
  const day = (at: string) => dayOf(Date.parse(at), zone);
  return { range: { first: day(report.span.from), last: day(report.span.to) } };
}
