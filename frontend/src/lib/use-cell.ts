import { useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { type CellFilter, readCell } from './cell';
import { useFilters } from './use-filters';

/** The cell of a table that the list is narrowed to, from the URL. */
export function useCell(): CellFilter {
  const [search] = useSearchParams();
  const { zone } = useFilters();
  const text = search.toString();
  return useMemo(() => readCell(new URLSearchParams(text), zone), [text, zone]);
}
