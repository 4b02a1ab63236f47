import { useIsFetching } from '@tanstack/react-query';
import { type CSSProperties, type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import classes from './page.module.css';

interface PageProps {
  title: string;
  /** The page's question, in one quiet line. */
  question?: ReactNode;
  aside?: ReactNode;
  /** Full width under the heading, such as a filter bar. */
  bar?: ReactNode;
  /** Of a page about one thing: lines that the question takes on a phone, which are kept for it until it is known. */
  questionLines?: number;
  /** Of the same page: rows that what one can do with it takes on a phone, kept likewise. */
  asideRows?: 1 | 2;
  /**
   * Nobody knows how high its panels will be before they are answered: each shows once the ones above it stand, so
   * that nothing jumps. All of them ask at once. When the page has stood once, nothing is hidden any more.
   */
  inTurn?: boolean;
  children: ReactNode;
}

/** Heading, question and content of a page; names the document too. */
export function Page({
  title,
  question,
  aside,
  bar,
  questionLines,
  asideRows = 2,
  inTurn,
  children,
}: PageProps) {
  useEffect(() => {
    document.title = `${title} · Baton`;
  }, [title]);
  const content = useRef<HTMLDivElement>(null);
  const isStanding = useStanding(content);
  return (
    <div className={classes.page}>
      <header className={`${classes.head} ${questionLines ? classes.ofOne : ''}`}>
        <div className={classes.titles}>
          <h1 className={classes.title}>{title}</h1>
          {question && <div className={classes.question}>{question}</div>}
          {!question && questionLines && <QuestionPlace lines={questionLines} />}
        </div>
        {(aside || questionLines) && (
          <div className={classes.aside} data-rows={asideRows}>
            {aside}
          </div>
        )}
      </header>
      {bar}
      <div ref={content} className={`${classes.content} ${inTurn && !isStanding ? classes.inTurn : ''}`}>
        {children}
      </div>
    </div>
  );
}

/** Whether all that was asked when the page came has been answered once; a part that is still to be loaded has not asked. */
function useStanding(content: RefObject<HTMLElement | null>): boolean {
  const asked = useIsFetching();
  const hasAsked = useRef(false);
  const [isStanding, setStanding] = useState(false);
  useEffect(() => {
    if (asked > 0) hasAsked.current = true;
    else if (hasAsked.current && !content.current?.querySelector('[data-first-answer]')) setStanding(true);
  }, [asked, content]);
  return isStanding;
}

const QuestionPlace = ({ lines }: { lines: number }) => (
  <div className={classes.questionPlace} style={{ '--lines': lines } as CSSProperties} />
);
