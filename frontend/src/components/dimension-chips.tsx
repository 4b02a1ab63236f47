import { Button, Checkbox, Popover, ScrollArea, TextInput } from '@mantine/core';
import { IconFilter, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { Dimension } from '../../../backend/src/contract/dimensions.js';
import { dimensionLabel, filterNames } from '../lib/filters';
import { shortCount } from '../lib/format';
import { useRoute } from '../lib/queries';
import { useFilters } from '../lib/use-filters';
import { valueLabel } from '../lib/value-label';
import classes from './dimension-chips.module.css';

/** One chip per filtered dimension, and a way to add another. */
export function DimensionChips() {
  const { values, change } = useFilters();
  const [adding, setAdding] = useState<Dimension | null>(null);
  const chosen = filterNames.filter((name) => values[name] || name === adding);
  const clear = () => {
    setAdding(null);
    change({ values: {} });
  };
  return (
    <>
      {chosen.map((name) => (
        <Chip key={name} name={name} opened={name === adding} onClose={() => setAdding(null)} />
      ))}
      <AddFilter taken={chosen} onAdd={setAdding} />
      {chosen.length > 1 && (
        <Button variant="subtle" color="gray" onClick={clear}>
          Clear filters
        </Button>
      )}
    </>
  );
}

function AddFilter({ taken, onAdd }: { taken: Dimension[]; onAdd: (name: Dimension) => void }) {
  const [open, setOpen] = useState(false);
  const { scope } = useFilters();
  const { data } = useRoute('GET /api/dimensions', { query: scope }, { enabled: open });
  const occurring = new Set(
    data?.dimensions.filter(({ values }) => values.length > 0).map(({ name }) => name),
  );
  const offered = filterNames.filter((name) => !taken.includes(name) && (!data || occurring.has(name)));
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" trapFocus>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconFilter size={14} aria-hidden />}
          onClick={() => setOpen((now) => !now)}
        >
          Filter
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={4}>
        <div className={classes.names}>
          {offered.map((name) => (
            <button
              key={name}
              type="button"
              className={classes.name}
              onClick={() => {
                setOpen(false);
                onAdd(name);
              }}
            >
              {dimensionLabel(name)}
            </button>
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

interface ChipProps {
  name: Dimension;
  opened: boolean;
  onClose: () => void;
}

function Chip({ name, opened, onClose }: ChipProps) {
  const { values, setValues } = useFilters();
  const [open, setOpen] = useState(opened);
  const chosen = values[name] ?? [];
  const label = dimensionLabel(name);
  const shown =
    chosen.length > 2 ? `${chosen.length} values` : chosen.map((value) => valueLabel(name, value)).join(', ');
  const close = (next: boolean) => {
    setOpen(next);
    if (!next) onClose();
  };
  return (
    <span className={classes.chip}>
      <Popover opened={open} onChange={close} position="bottom-start" width={260} trapFocus>
        <Popover.Target>
          <button type="button" className={classes.open} onClick={() => close(!open)}>
            <span className={classes.label}>{label}</span> {shown || 'any'}
          </button>
        </Popover.Target>
        <Popover.Dropdown p="xs">
          <ValueList name={name} />
        </Popover.Dropdown>
      </Popover>
      <button
        type="button"
        className={classes.remove}
        aria-label={`Remove the filter ${label}`}
        onClick={() => {
          setValues(name, []);
          onClose();
        }}
      >
        <IconX size={12} aria-hidden />
      </button>
    </span>
  );
}

function ValueList({ name }: { name: Dimension }) {
  const { values, setValues, scope } = useFilters();
  const [search, setSearch] = useState('');
  const { data } = useRoute('GET /api/dimensions', { query: scope });
  const chosen = values[name] ?? [];
  const found = data?.dimensions.find((dimension) => dimension.name === name)?.values ?? [];
  const missing = chosen.filter((value) => !found.some((one) => one.value === value));
  const all = [...missing.map((value) => ({ value, count: 0 })), ...found];
  const shown = all.filter(({ value }) =>
    valueLabel(name, value).toLowerCase().includes(search.toLowerCase()),
  );
  const toggle = (value: string) =>
    setValues(name, chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]);
  return (
    <>
      <TextInput
        data-autofocus
        aria-label={`Search ${dimensionLabel(name)}`}
        placeholder="Search"
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        mb={8}
      />
      <ScrollArea.Autosize mah={260} type="auto">
        {shown.map(({ value, count }) => (
          <div key={value} className={classes.value}>
            <Checkbox
              label={valueLabel(name, value)}
              checked={chosen.includes(value)}
              onChange={() => toggle(value)}
              className={classes.box}
            />
            <span className={classes.count}>{shortCount(count)}</span>
          </div>
        ))}
        {data && shown.length === 0 && <p className={classes.none}>No value occurs in this range.</p>}
      </ScrollArea.Autosize>
    </>
  );
}
