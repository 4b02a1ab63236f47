import { Button, Skeleton } from '@mantine/core';
import { IconAlertTriangle, IconLock, IconMoodEmpty } from '@tabler/icons-react';
import type { CSSProperties, ReactNode } from 'react';
import { Link } from 'wouter';
import type { ApiProblem } from '../lib/api';
import notice from './notice.module.css';
import { Page } from './page';
import classes from './state.module.css';

interface NoteProps {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  role?: 'alert' | 'status';
}

function Note({ icon, title, children, action, role }: NoteProps) {
  return (
    <div className={classes.note} role={role}>
      <span className={classes.icon}>{icon}</span>
      <p className={classes.title}>{title}</p>
      {children && <div className={classes.words}>{children}</div>}
      {action && <div className={classes.action}>{action}</div>}
    </div>
  );
}

/** Pixels that an answer takes; two where it is another on a phone. */
export type Height = number | { wide: number; narrow: number };

/** A skeleton of the final height, so that nothing jumps. */
export function Loading({ height = 160 }: { height?: Height }) {
  const { wide, narrow } = typeof height === 'number' ? { wide: height, narrow: height } : height;
  return (
    <div
      className={classes.loading}
      aria-busy="true"
      data-first-answer
      style={{ '--wide': `${wide}px`, '--narrow': `${narrow}px` } as CSSProperties}
    >
      <span className="unseen" role="status">
        Loading
      </span>
      <Skeleton height="100%" radius="sm" className={classes.skeleton} />
    </div>
  );
}

interface EmptyProps {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

/** There is nothing, and why, and what to do about it. */
export function Empty({ title, children, action }: EmptyProps) {
  return (
    <Note icon={<IconMoodEmpty size={22} stroke={1.5} aria-hidden />} title={title} action={action}>
      {children}
    </Note>
  );
}

const advice: Partial<Record<ApiProblem['code'], string>> = {
  unreachable:
    'The server is not running or the network is down. Nothing that was recorded is lost. Try again in a moment.',
  internal: 'Nothing that was recorded is lost. Try again; if it stays, the server’s log says more.',
  unavailable: 'The service is starting or busy. Try again in a moment.',
  not_found: 'It may have been removed, or the link is incomplete.',
  invalid_input: 'A filter or a link holds a value that cannot be read. Clear the filters and try again.',
};

/** What happened, what is safe, what to do. A refusal for want of a role is told apart. */
export function Failure({ problem, retry }: { problem: ApiProblem; retry?: () => unknown }) {
  if (problem.code === 'forbidden') return <NoPermission />;
  return (
    <Note
      role="alert"
      icon={<IconAlertTriangle size={22} stroke={1.5} aria-hidden />}
      title={problem.title}
      action={
        retry && (
          <Button variant="default" onClick={() => retry()}>
            Try again
          </Button>
        )
      }
    >
      {[problem.detail, advice[problem.code]].filter(Boolean).join(' ')}
    </Note>
  );
}

/** What is shown stays, but may be old by now. */
export function NotRefreshed({ problem, retry }: { problem: ApiProblem; retry: () => unknown }) {
  return (
    <p role="status" className={`${notice.mind} ${classes.old}`}>
      <span>What is shown may be old: {[problem.title, problem.detail].filter(Boolean).join('. ')}</span>
      <Button variant="default" onClick={() => retry()}>
        Try again
      </Button>
    </p>
  );
}

/** The signed-in person's role does not reach here. */
export function NoPermission({ needs }: { needs?: string }) {
  return (
    <Note icon={<IconLock size={22} stroke={1.5} aria-hidden />} title="Your role does not include this">
      {needs ? `It needs the role ${needs}. ` : ''}An administrator can change roles under Settings.
    </Note>
  );
}

export function NotFound() {
  return (
    <Page title="Not found">
      <Empty title="There is no page at this address" action={<Link href="/">Go to the overview</Link>}>
        The link may be incomplete.
      </Empty>
    </Page>
  );
}
