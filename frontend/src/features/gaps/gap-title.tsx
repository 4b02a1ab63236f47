import { Button, Group, Popover, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useSend } from '../../lib/queries';
import type { Gap } from './gap-words';
import css from './gaps.module.css';

/** Renames the gap in place. */
export function GapTitle({ gap }: { gap: Gap }) {
  const [open, setOpen] = useState(false);
  const [name, setName] = useState(gap.name);
  const rename = useSend('POST /api/gaps/:id/name', ['GET /api/gaps', 'GET /api/gaps/:id']);
  const show = (next: boolean): void => {
    setOpen(next);
    setName(gap.name);
  };
  return (
    <Popover opened={open} onChange={show} position="bottom-end" width={320} trapFocus>
      <Popover.Target>
        <Button variant="default" onClick={() => show(!open)}>
          Rename
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          onSubmit={async (event) => {
            event.preventDefault();
            await rename.mutateAsync({ params: { id: gap.id }, body: { name: name.trim() } });
            setOpen(false);
          }}
        >
          <TextInput
            data-autofocus
            label="Name"
            description={`Its terms: ${gap.terms.join(', ')}`}
            value={name}
            maxLength={120}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {rename.error && (
            <p role="alert" className={css.bad}>
              Not renamed: {rename.error.detail ?? rename.error.title}
            </p>
          )}
          <Group justify="flex-end" gap={8} mt={12}>
            <Button variant="default" onClick={() => show(false)}>
              Cancel
            </Button>
            <Button type="submit" loading={rename.isPending} disabled={name.trim() === ''}>
              Save
            </Button>
          </Group>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
