import { Button } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { Link, useLocation } from 'wouter';
import { count } from '../../lib/format';
import css from './handoff.module.css';
import { useHandoffList } from './handoff-list';
import { useKeys } from './use-keys';

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
  useKeys({
    '[': () => previous && go(previous),
    ']': () => void forward(),
  });
  return (
    <nav className={css.neighbours} aria-label="Other handoffs">
      <Link href={`/handoffs${carried}`}>All handoffs</Link>
      {index >= 0 && (
        <span className={css.soft}>
          {count(index + 1)} of {count(pages.data?.total)}
        </span>
      )}
      <Button
        variant="default"
        leftSection={<IconChevronLeft size={14} aria-hidden />}
        disabled={!previous}
        onClick={() => previous && go(previous)}
        aria-keyshortcuts="["
        title="Previous in the list: ["
      >
        Previous
      </Button>
      <Button
        variant="default"
        rightSection={<IconChevronRight size={14} aria-hidden />}
        disabled={!next && !more}
        onClick={() => void forward()}
        aria-keyshortcuts="]"
        title="Next in the list: ]"
      >
        Next
      </Button>
    </nav>
  );
}
