import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { PopoverForm } from '../../components/popover-form';
import { useSend } from '../../lib/queries';
import type { Gap } from './gap-words';
import css from './gaps.module.css';

const touched = ['GET /api/gaps', 'GET /api/gaps/:id'] as const;

/** Dismisses the gap with a reason, or takes that back. */
export function Dismissal({ gap }: { gap: Gap }) {
  return gap.status === 'dismissed' ? <Restore gap={gap} /> : <Dismiss gap={gap} />;
}

function Restore({ gap }: { gap: Gap }) {
  const restore = useSend('DELETE /api/gaps/:id/dismissal', touched);
  return (
    <>
      {restore.error && (
        <span role="alert" className={css.bad}>
          Not restored: {restore.error.title}
        </span>
      )}
      <Button
        variant="default"
        loading={restore.isPending}
        onClick={() => restore.mutate({ params: { id: gap.id } })}
      >
        Undo dismissal
      </Button>
    </>
  );
}

function Dismiss({ gap }: { gap: Gap }) {
  const [reason, setReason] = useState('');
  const dismiss = useSend('POST /api/gaps/:id/dismissal', touched);
  return (
    <PopoverForm
      label="Dismiss"
      submit="Dismiss the gap"
      send={() => dismiss.mutateAsync({ params: { id: gap.id }, body: { reason: reason.trim() } })}
      mutation={dismiss}
      failed="Not dismissed"
      isReady={reason.trim() !== ''}
    >
      <Textarea
        data-autofocus
        label="Why is it no gap to mend?"
        description="Kept in the ledger with your name. It can be undone."
        value={reason}
        maxLength={500}
        autosize
        minRows={2}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </PopoverForm>
  );
}
