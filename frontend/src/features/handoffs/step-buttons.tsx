import { Button } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useKeys } from './use-keys';

interface StepButtonsProps {
  /** Undefined where there is none. */
  previous: (() => void) | undefined;
  next: (() => void) | undefined;
  /** What is walked through. */
  of: string;
}

/** To the one before and the one after, by button or by key. */
export function StepButtons({ previous, next, of }: StepButtonsProps) {
  useKeys({ '[': () => previous?.(), ']': () => next?.() });
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconChevronLeft size={14} aria-hidden />}
        disabled={!previous}
        onClick={previous}
        aria-keyshortcuts="["
        title={`Previous ${of}: [`}
      >
        Previous
      </Button>
      <Button
        variant="default"
        rightSection={<IconChevronRight size={14} aria-hidden />}
        disabled={!next}
        onClick={next}
        aria-keyshortcuts="]"
        title={`Next ${of}: ]`}
      >
        Next
      </Button>
    </>
  );
}
