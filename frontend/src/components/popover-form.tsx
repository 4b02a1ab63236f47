import { Button, Group, Popover } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import classes from './popover-form.module.css';

interface PopoverFormProps {
  /** Of the button that opens it. */
  label: string;
  /** What it shows of its label, where there are several on a page. */
  shown?: string;
  isPrimary?: boolean;
  /** Of the button that sends. */
  submit: string;
  /** It closes when this is done; what fails is told by `mutation`. */
  send: () => Promise<unknown>;
  mutation: { error: { detail?: string; title: string } | null; isPending: boolean };
  /** Said before what went wrong: `Not renamed: …`. */
  failed?: string;
  isReady?: boolean;
  /** Sets the fields anew each time that it opens or closes. */
  onToggle?: () => void;
  /** Fields. */
  children: ReactNode;
}

/** A few fields over a page, about what the button beneath them names. */
export function PopoverForm(props: PopoverFormProps) {
  const {
    label,
    shown,
    isPrimary,
    submit,
    send,
    mutation,
    failed,
    isReady = true,
    onToggle,
    children,
  } = props;
  const [open, setOpen] = useState(false);
  const show = (next: boolean): void => {
    setOpen(next);
    onToggle?.();
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    send()
      .then(() => setOpen(false))
      .catch(() => undefined);
  };
  return (
    <Popover opened={open} onChange={show} position="bottom-end" width={320} trapFocus>
      <Popover.Target>
        <Button
          variant={isPrimary ? 'filled' : 'default'}
          onClick={() => show(!open)}
          aria-label={shown && label}
        >
          {shown ?? label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form onSubmit={onSubmit}>
          {children}
          {mutation.error && (
            <p role="alert" className={classes.refusal}>
              {failed && `${failed}: `}
              {mutation.error.detail ?? mutation.error.title}
            </p>
          )}
          <Group justify="flex-end" gap={8} mt={12}>
            <Button variant="default" onClick={() => show(false)}>
              Cancel
            </Button>
            <Button type="submit" loading={mutation.isPending} disabled={!isReady}>
              {submit}
            </Button>
          </Group>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
