import { Button, Group, Popover, Select } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useRoute } from '../../lib/queries';
import type { Gap } from './gap-words';
import css from './gaps.module.css';

interface PickerProps {
  gap: Gap;
  /** What opens it. */
  target: (open: () => void) => ReactNode;
  label: string;
  description: string;
  action: string;
  /** What went wrong, in words. */
  failure: string | null;
  pending: boolean;
  /** Gives whether it is done. */
  choose: (id: string) => Promise<boolean>;
}

/** Chooses another gap to do something with; the nearest ones come first. */
export function GapPicker({
  gap,
  target,
  label,
  description,
  action,
  failure,
  pending,
  choose,
}: PickerProps) {
  const [open, setOpen] = useState(false);
  const [id, setId] = useState<string | null>(null);
  const gaps = useRoute('GET /api/gaps', { query: {} }, { enabled: open });
  const near = gap.neighbours.map((one) => ({ value: one.id, label: one.name }));
  const others = (gaps.data?.gaps ?? [])
    .filter((one) => one.id !== gap.id && !near.some(({ value }) => value === one.id))
    .map((one) => ({ value: one.id, label: one.name }));
  const show = (next: boolean): void => {
    setOpen(next);
    setId(null);
  };
  return (
    <Popover opened={open} onChange={show} position="bottom-end" width={340} trapFocus>
      <Popover.Target>{target(() => show(!open))}</Popover.Target>
      <Popover.Dropdown>
        <form
          onSubmit={async (event) => {
            event.preventDefault();
            if (id !== null && (await choose(id))) show(false);
          }}
        >
          <Select
            data-autofocus
            label={label}
            description={description}
            placeholder="Search by name"
            searchable
            value={id}
            onChange={setId}
            comboboxProps={{ withinPortal: false }}
            nothingFoundMessage="No gap of this name"
            data={[
              ...(near.length > 0 ? [{ group: 'Nearest', items: near }] : []),
              { group: near.length > 0 ? 'Others' : 'Gaps', items: others },
            ]}
          />
          {failure && (
            <p role="alert" className={css.bad}>
              {failure}
            </p>
          )}
          <Group justify="flex-end" gap={8} mt={12}>
            <Button variant="default" onClick={() => show(false)}>
              Cancel
            </Button>
            <Button type="submit" loading={pending} disabled={id === null}>
              {action}
            </Button>
          </Group>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
