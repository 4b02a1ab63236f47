import { Button, Modal, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useSend } from '../../lib/queries';
import css from './alerts.module.css';
import type { Channel } from './channel-draft';
import { SigningSecret } from './signing-secret';

const overlaps = [
  { value: '1', label: '1 hour' },
  { value: '24', label: '24 hours' },
  { value: '168', label: '7 days' },
  { value: '720', label: '30 days' },
  { value: '0', label: 'not at all: the old one has leaked' },
];

/** A new signing secret for a webhook; the old one signs beside it until the receiver knows the new one. */
export function SecretForm({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const [hours, setHours] = useState('24');
  const make = useSend('POST /api/alerts/channels/:id/secret', ['GET /api/alerts/channels']);
  const secret = make.data?.signingSecret;
  return (
    <Modal
      opened
      onClose={onClose}
      title={`New signing secret for ${channel.name}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {secret ? (
        <SigningSecret secret={secret} onClose={onClose} />
      ) : (
        <div className={css.form}>
          <p className={css.words}>
            Give the receiver the new secret while both sign: messages carry a signature of each, and one that
            is right is enough. Then the old one is forgotten.
          </p>
          <NativeSelect
            label="Both sign for"
            data={overlaps}
            value={hours}
            onChange={(event) => setHours(event.currentTarget.value)}
          />
          {make.error && (
            <p role="alert" className={css.bad}>
              Not made: {make.error.message}
            </p>
          )}
          <div className={css.actions}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button
              loading={make.isPending}
              onClick={() =>
                make.mutate({ params: { id: channel.id }, body: { bothForHours: Number(hours) } })
              }
            >
              Make a new secret
            </Button>
          </div>
        </div>
      )}
    </Modal>
  );
}
