import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { type Role, roles } from '../../../../backend/src/contract/roles.js';
import { CopyBox } from '../../components/copy-box';
import { useSend } from '../../lib/queries';
import classes from './settings.module.css';

const roleHints: Record<Role, string> = {
  ingest: 'Sends events, reads nothing',
  viewer: 'Reads numbers, handoffs and gaps',
  trainer: 'Also names gaps and builds datasets',
  auditor: 'Also reads and verifies the ledger',
  admin: 'Everything: treat it like a password',
};

/** A new key, shown once. */
export function KeyForm({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('ingest');
  const create = useSend('POST /api/keys', ['GET /api/keys']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ body: { name, role } });
  };
  return (
    <Modal opened onClose={onClose} title="Create an API key" closeButtonProps={{ 'aria-label': 'Close' }}>
      {create.data ? (
        <div className={classes.form}>
          <p className={classes.words}>Keep it now: only its hash stays here, so it cannot be shown again.</p>
          <CopyBox text={create.data.key} label="The new key" />
          <div className={classes.actions}>
            <Button onClick={onClose}>Done</Button>
          </div>
        </div>
      ) : (
        <form className={classes.form} onSubmit={submit}>
          <TextInput
            label="Name"
            description="What will use it"
            required
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <NativeSelect
            label="May"
            description={roleHints[role]}
            data={[...roles]}
            value={role}
            onChange={(event) => setRole(event.currentTarget.value as Role)}
          />
          <p role="alert" className={classes.refusal}>
            {create.error?.title ?? ''}
          </p>
          <div className={classes.actions}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending}>
              Create
            </Button>
          </div>
        </form>
      )}
    </Modal>
  );
}
