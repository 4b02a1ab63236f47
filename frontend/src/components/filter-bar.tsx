import { NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { type Comparison, comparisons } from '../lib/filters';
import { useFilters } from '../lib/use-filters';
import { zoneNames } from '../lib/zone';
import { DimensionChips } from './dimension-chips';
import classes from './filter-bar.module.css';
import { RangePicker } from './range-picker';

interface FilterBarProps {
  /** Offers a period to compare with. */
  compares?: boolean;
  /** False where the page's sides have ranges of their own. */
  range?: boolean;
  /** Chips for the dimensions; false where the page's question cannot be narrowed by them. */
  chips?: boolean;
  /** More controls of the page, before the chips. */
  children?: ReactNode;
}

const comparisonOptions = Object.entries(comparisons).map(([value, label]) => ({
  value,
  label: `vs ${label}`,
}));
let zones: string[] | undefined;

/** Range, comparison, zone and a chip for every dimension that is filtered; all of it in the URL. */
export function FilterBar({ compares = false, range = true, chips = true, children }: FilterBarProps) {
  const { zone, compare, change } = useFilters();
  zones ??= zoneNames();
  return (
    <search className={classes.bar} aria-label="Range and filters">
      {range && <RangePicker />}
      {compares && (
        <NativeSelect
          aria-label="Compare with"
          data={comparisonOptions}
          value={compare}
          onChange={(event) => change({ compare: event.currentTarget.value as Comparison })}
          className={classes.compare}
        />
      )}
      <NativeSelect
        aria-label="Time zone"
        data={zones.includes(zone) ? zones : [zone, ...zones]}
        value={zone}
        onChange={(event) => change({ zone: event.currentTarget.value })}
        className={classes.zone}
      />
      {children}
      {chips && <DimensionChips />}
    </search>
  );
}
