import { Button, Modal, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useSend } from '../../../lib/queries';
import { noSubject, SubjectFields, subjectOf } from '../erasure/subject-fields';
import css from '../ledger.module.css';

export function HoldForm({ onClose }: { onClose: () => void }) {
  const [draft, setDraft] = useState(noSubject);
  const [reference, setReference] = useState('');
  const [reason, setReason] = useState('');
  const place = useSend('POST /api/ledger/holds', ['GET /api/ledger/holds', 'GET /api/ledger']);
  const subject = subjectOf(draft);
  const ready = subject && reference.trim() !== '' && reason.trim() !== '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!subject || !ready) return;
    place
      .mutateAsync({ body: { subject, reference: reference.trim(), reason: reason.trim() } })
      .then(onClose)
      .catch(() => undefined);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title="Place a legal hold"
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form className={css.stack} onSubmit={submit}>
        <SubjectFields kinds={['customer', 'conversation']} draft={draft} onChange={setDraft} />
        <TextInput
          label="Case"
          description="Reference of the court, regulator or dispute"
          required
          maxLength={120}
          value={reference}
          onChange={(event) => setReference(event.currentTarget.value)}
        />
        <Textarea
          label="Reason"
          required
          maxLength={1000}
          autosize
          minRows={2}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {place.error && (
          <p role="alert" className={css.bad}>
            Not placed: {place.error.message}
          </p>
        )}
        <div className={css.actions}>
          <Button type="submit" disabled={!ready} loading={place.isPending}>
            Place the hold
          </Button>
        </div>
      </form>
    </Modal>
  );
}
