import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useFilters } from '../lib/use-filters';
import { Empty } from './state';

interface EmptyHereProps {
  title: string;
  /** What to do about it where no filter is the cause. */
  children?: ReactNode;
}

/** Nothing in the page's range; while filters are set they are the likelier cause, and can be taken off here. */
export function EmptyHere({ title, children }: EmptyHereProps) {
  const { values, change } = useFilters();
  if (Object.keys(values).length === 0) return <Empty title={title}>{children}</Empty>;
  return (
    <Empty
      title={title}
      action={
        <Button variant="default" onClick={() => change({ values: {} })}>
          Clear filters
        </Button>
      }
    >
      Nothing else is looked at than what matches the filters.
    </Empty>
  );
}
