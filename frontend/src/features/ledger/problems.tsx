import { Link } from 'wouter';
import type { Answer } from '../../lib/api';
import { count } from '../../lib/format';
import css from './ledger.module.css';

type Problem = Answer<'POST /api/ledger/verification'>['problems'][number];

/** What a full verification found, in ledger order; each leads to its place. */
export function Problems({ problems }: { problems: readonly Problem[] }) {
  return (
    <ul className={css.problems}>
      {problems.map(({ index, size, what }) => (
        <li key={`${index} ${size} ${what}`}>
          {index !== null && (
            <>
              <Link href={`/ledger/entries/${index}`}>Entry {index}</Link>:{' '}
            </>
          )}
          {index === null && size !== null && `Checkpoint of ${count(size)} entries: `}
          {what}
        </li>
      ))}
    </ul>
  );
}
