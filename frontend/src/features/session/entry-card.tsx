import { type ReactNode, useEffect } from 'react';
import type { ApiProblem } from '../../lib/api';
import classes from './entry-card.module.css';

/** The card in the middle of the page before anybody is signed in. */
export function EntryCard({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Baton`;
  }, [title]);
  return (
    <main className={classes.ground}>
      <div className={classes.card}>
        <p className={classes.brand}>
          <img src="/baton.svg" alt="" width={28} height={28} /> Baton
        </p>
        <h1 className={classes.title}>{title}</h1>
        {children}
      </div>
    </main>
  );
}

/** Why a form was refused. Its place is kept, so that the button below does not jump. */
export function Refusal({ problem }: { problem: ApiProblem | null }) {
  return (
    <p role="alert" className={classes.refusal}>
      {problem ? [problem.title, problem.detail].filter(Boolean).join('. ') : ''}
    </p>
  );
}
