import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useId } from 'react';
import type { ApiProblem } from '../lib/api';
import classes from './panel.module.css';
import { Empty, Failure, type Height, Loading, NotRefreshed } from './state';

interface SectionProps {
  /** The question that the panel answers. */
  title: string;
  /** One quiet line under the title. */
  subtitle?: ReactNode;
  /** Controls at the title's right. */
  aside?: ReactNode;
  /** No padding around the content, for tables. */
  flush?: boolean;
  children: ReactNode;
}

/** The frame of a panel. */
export function Section({ title, subtitle, aside, flush, children }: SectionProps) {
  const id = useId();
  return (
    <section className={classes.panel} aria-labelledby={id}>
      <header className={classes.head}>
        <div className={classes.titles}>
          <h2 id={id} className={classes.title}>
            {title}
          </h2>
          {subtitle && <div className={classes.subtitle}>{subtitle}</div>}
        </div>
        {aside && <div className={classes.aside}>{aside}</div>}
      </header>
      <div className={flush ? classes.flush : classes.body}>{children}</div>
    </section>
  );
}

interface AnsweredProps<Data> {
  query: Pick<UseQueryResult<Data, ApiProblem>, 'data' | 'error' | 'refetch' | 'isPlaceholderData'>;
  /** Height of the content, for the skeleton. */
  height?: Height;
  isEmpty?: (data: Data) => boolean;
  /** What is said when it is empty. */
  empty?: ReactNode;
  children: (data: Data) => ReactNode;
}

/**
 * Loading, empty and error, decided once. While another range loads, the last answer stays, dimmed. So does an
 * answer that could not be read again, with a word about it: a form that is open in it is not lost.
 */
export function Answered<Data>({ query, height, isEmpty, empty, children }: AnsweredProps<Data>) {
  const { data, error, refetch, isPlaceholderData } = query;
  if (data === undefined || (error && !error.mayPass))
    return error ? <Failure problem={error} retry={refetch} /> : <Loading height={height} />;
  return (
    <>
      {error && <NotRefreshed problem={error} retry={refetch} />}
      {isEmpty?.(data) ? (
        (empty ?? <Empty title="Nothing in this range" />)
      ) : (
        <div
          className={isPlaceholderData ? classes.stale : undefined}
          aria-busy={isPlaceholderData || undefined}
        >
          {children(data)}
        </div>
      )}
    </>
  );
}

/** A panel asks one question: a frame around one answer. */
export function Panel<Data>({
  title,
  subtitle,
  aside,
  flush,
  ...answered
}: Omit<SectionProps, 'children'> & AnsweredProps<Data>) {
  return (
    <Section title={title} subtitle={subtitle} aside={aside} flush={flush}>
      <Answered {...answered} />
    </Section>
  );
}
