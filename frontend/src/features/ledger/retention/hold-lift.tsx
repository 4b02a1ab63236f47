import { Button, Modal, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Answer } from '../../../lib/api';
import { useSend } from '../../../lib/queries';
import css from '../ledger.module.css';

type Hold = Answer<'GET /api/ledger/holds'>[number];

export function HoldLift({ hold, onClose }: { hold: Hold; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const lift = useSend('POST /api/ledger/holds/:id/lift', ['GET /api/ledger/holds', 'GET /api/ledger']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    lift
      .mutateAsync({ params: { id: hold.id }, body: { reason: reason.trim() } })
      .then(onClose)
      .catch(() => undefined);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Lift the hold of ${hold.reference}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form className={css.stack} onSubmit={submit}>
        <p className={css.soft}>
          From then on the records can be erased, and retention takes them when they are due.
        </p>
        <Textarea
          label="Reason"
          description="Recorded in the ledger beside your name"
          required
          maxLength={1000}
          autosize
          minRows={2}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {lift.error && (
          <p role="alert" className={css.bad}>
            Not lifted: {lift.error.message}
          </p>
        )}
        <div className={css.actions}>
          <Button type="submit" disabled={reason.trim() === ''} loading={lift.isPending}>
            Lift it
          </Button>
        </div>
      </form>
    </Modal>
  );
}
