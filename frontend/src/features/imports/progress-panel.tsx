import { Button, Progress } from '@mantine/core';
import { Section } from '../../components/panel';
import { count, duration, percent } from '../../lib/format';
import { type Job, sizeText } from './import-words';
import css from './imports.module.css';
import { useCancel } from './use-cancel';

const titles = {
  checking: 'What is in it?',
  running: 'How far is it?',
  cancelling: 'How far was it?',
} as const;

/** How far the reading is, how fast, and how long it will take. */
export function ProgressPanel({ job }: { job: Job }) {
  const { state, progress } = job;
  const cancel = useCancel(job);
  const share = progress && progress.totalBytes > 0 ? progress.bytes / progress.totalBytes : 0;
  const isRunning = state === 'running';
  return (
    <Section
      title={titles[state as keyof typeof titles] ?? 'How far is it?'}
      subtitle={isRunning ? 'You may leave this page: it goes on' : 'Nothing is written'}
      aside={
        <Button variant="default" loading={cancel.isPending || state === 'cancelling'} onClick={cancel.run}>
          Cancel
        </Button>
      }
    >
      <div className={css.stack} role="status">
        <Progress value={share * 100} aria-label="Read" />
        <p className={css.line}>
          {percent(share, 0)} of {sizeText(progress?.totalBytes ?? 0)} · {count(progress?.records ?? 0)}{' '}
          records · {count(progress?.events ?? 0)} events
          {progress?.rate != null && ` · ${count(progress.rate)} events/s`}
          {progress?.secondsLeft != null && ` · ${duration(progress.secondsLeft)} left`}
        </p>
        {isRunning && progress && (
          <p className={css.line}>
            {count(progress.accepted)} new, {count(progress.duplicates)} there already,{' '}
            {count(progress.refused)} refused
          </p>
        )}
        {progress?.waiting && <p className={css.warn}>{progress.waiting}</p>}
        {cancel.error && (
          <p role="alert" className={css.bad}>
            {cancel.error.detail ?? cancel.error.title}
          </p>
        )}
      </div>
    </Section>
  );
}
