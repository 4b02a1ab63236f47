import { type ReactNode, useEffect } from 'react';
import classes from './page.module.css';

interface PageProps {
  title: string;
  /** The page's question, in one quiet line. */
  question?: ReactNode;
  aside?: ReactNode;
  /** Full width under the heading, such as a filter bar. */
  bar?: ReactNode;
  children: ReactNode;
}

/** Heading, question and content of a page; names the document too. */
export function Page({ title, question, aside, bar, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Baton`;
  }, [title]);
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <div className={classes.titles}>
          <h1 className={classes.title}>{title}</h1>
          {question && <div className={classes.question}>{question}</div>}
        </div>
        {aside && <div className={classes.aside}>{aside}</div>}
      </header>
      {bar}
      <div className={classes.content}>{children}</div>
    </div>
  );
}
