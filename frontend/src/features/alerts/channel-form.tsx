import { Button, Modal } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useSend } from '../../lib/queries';
import { useFilters } from '../../lib/use-filters';
import css from './alerts.module.css';
import { type Channel, changeBody, draftOf, newBody } from './channel-draft';
import { ChannelFields } from './channel-fields';
import { SigningSecret } from './signing-secret';

interface ChannelFormProps {
  /** Absent: a new one. */
  channel?: Channel;
  onClose: () => void;
}

/** Where alerts are told. A webhook's signing secret is shown once, when it is made. */
export function ChannelForm({ channel, onClose }: ChannelFormProps) {
  const { zone } = useFilters();
  const [draft, setDraft] = useState(() => draftOf(channel, zone));
  const create = useSend('POST /api/alerts/channels', ['GET /api/alerts/channels']);
  const change = useSend('PATCH /api/alerts/channels/:id', ['GET /api/alerts/channels']);
  const sending = channel ? change : create;
  const body = channel ? changeBody(draft, channel.kind) : newBody(draft);
  const secret = sending.data?.signingSecret;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const fresh = channel ? null : newBody(draft);
    const changed = channel ? changeBody(draft, channel.kind) : null;
    try {
      if (fresh) await create.mutateAsync({ body: fresh }).then(done);
      if (channel && changed) {
        await change.mutateAsync({ params: { id: channel.id }, body: changed }).then(done);
      }
    } catch {
      // The form shows what was refused.
    }
  };
  const done = ({ signingSecret }: { signingSecret: string | null }) => {
    if (signingSecret === null) onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={channel ? `Change ${channel.name}` : 'Add a channel'}
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {secret ? (
        <SigningSecret secret={secret} onClose={onClose} />
      ) : (
        <form className={css.form} onSubmit={submit}>
          <ChannelFields
            draft={draft}
            shown={channel?.shown}
            onChange={(part) => setDraft((now) => ({ ...now, ...part }))}
          />
          {sending.error && (
            <p role="alert" className={css.bad}>
              Not saved: {sending.error.message}
            </p>
          )}
          <div className={css.actions}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={!body} loading={sending.isPending}>
              {channel ? 'Save' : 'Add the channel'}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  );
}
