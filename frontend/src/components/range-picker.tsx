import { Button, Popover, Skeleton } from '@mantine/core';
import { IconCalendar } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { type PageFilters, type Preset, presets, type Range } from '../lib/filters';
import { date, dateTime } from '../lib/format';
import { useFilters } from '../lib/use-filters';
import { dayOf } from '../lib/zone';
import classes from './range-picker.module.css';

const RangeCalendar = lazy(() => import('./range-calendar'));

export function rangeLabel({ range, zone }: Pick<PageFilters, 'range' | 'zone'>): string {
  if ('preset' in range) return presets[range.preset].label;
  if ('from' in range) return `${dateTime(range.from, zone)} – ${dateTime(range.to, zone)}`;
  const day = (text: string) => date(`${text}T12:00:00Z`, 'UTC');
  return range.first === range.last ? day(range.first) : `${day(range.first)} – ${day(range.last)}`;
}

/** Presets, and a calendar that is fetched when it is opened. */
export function RangePicker() {
  const { range, zone, period, change } = useFilters();
  const [open, setOpen] = useState(false);
  const choose = (next: Range) => {
    change({ range: next });
    setOpen(false);
  };
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" trapFocus>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconCalendar size={14} aria-hidden />}
          onClick={() => setOpen((now) => !now)}
        >
          {rangeLabel({ range, zone })}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown}>
        <div className={classes.presets}>
          {Object.entries(presets).map(([name, { label }]) => (
            <button
              key={name}
              type="button"
              className={classes.preset}
              aria-pressed={'preset' in range && range.preset === name}
              onClick={() => choose({ preset: name as Preset })}
            >
              {label}
            </button>
          ))}
        </div>
        <Suspense fallback={<Skeleton width={252} height={268} />}>
          <RangeCalendar
            first={dayOf(period.from, zone)}
            last={dayOf(period.to - 1, zone)}
            onChoose={(first, last) => choose({ first, last })}
          />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
