import { Link, useLocation } from 'wouter';
import { count } from '../../lib/format';
import css from './handoff.module.css';
import { useHandoffList } from './handoff-list';
import { StepButtons } from './step-buttons';

/** The way back to the list and to the handoffs beside this one in it. */
export function Neighbours({ current }: { current: string }) {
  const { pages, carried } = useHandoffList();
  const [, go] = useLocation();
  const rows = pages.data?.items ?? [];
  const index = rows.findIndex((row) => row.key === current);
  const at = (i: number): string | null => {
    const row = index < 0 ? undefined : rows[i];
    return row ? `/handoffs/${row.key}${carried}` : null;
  };
  const previous = at(index - 1);
  const next = at(index + 1);
  const more = index >= 0 && index === rows.length - 1 && pages.hasNextPage;
  const forward = async (): Promise<void> => {
    if (next) return go(next);
    if (!more) return;
    const read = await pages.fetchNextPage();
    const row = read.data?.items[index + 1];
    if (row) go(`/handoffs/${row.key}${carried}`);
  };
  return (
    <nav className={css.neighbours} aria-label="Other handoffs">
      <Link href={`/handoffs${carried}`}>All handoffs</Link>
      {index >= 0 && (
        <span className={css.soft}>
          {count(index + 1)} of {count(pages.data?.total)}
        </span>
      )}
      <StepButtons
        of="in the list"
        previous={previous ? () => go(previous) : undefined}
        next={next || more ? () => void forward() : undefined}
      />
    </nav>
  );
}
