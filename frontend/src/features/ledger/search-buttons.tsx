import { Button } from '@mantine/core';
import css from './ledger.module.css';
import type { useSearchFields } from './use-search-fields';

/** Sends the fields of the form that they stand in, or empties them. */
export function SearchButtons({
  search,
}: {
  search: Pick<ReturnType<typeof useSearchFields>, 'clear' | 'shown'>;
}) {
  return (
    <div className={css.searchButtons}>
      <Button type="submit">Search</Button>
      <Button variant="default" onClick={search.clear} disabled={!Object.values(search.shown).some(Boolean)}>
        Clear
      </Button>
    </div>
  );
}
