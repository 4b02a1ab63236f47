import { Button, Modal, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { leastPasswordLength } from '../../../../backend/src/contract/password.js';
import { readers } from '../../../../backend/src/contract/roles.js';
import { useSend } from '../../lib/queries';
import classes from './settings.module.css';

type Person = (typeof readers)[number];

const roleHints: Record<Person, string> = {
  viewer: 'Sees numbers, handoffs and gaps',
  trainer: 'Also names gaps and builds datasets',
  auditor: 'Also reads and verifies the ledger',
  admin: 'Everything, and accounts and keys',
};

/** A new account; the person changes nothing until they sign in. */
export function AccountForm({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [role, setRole] = useState<Person>('viewer');
  const create = useSend('POST /api/users', ['GET /api/users']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ body: { name, email, password, role } }, { onSuccess: onClose });
  };
  return (
    <Modal opened onClose={onClose} title="Add a person" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form className={classes.form} onSubmit={submit}>
        <TextInput
          label="Name"
          required
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label="E-mail"
          type="email"
          required
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <NativeSelect
          label="Role"
          description={roleHints[role]}
          data={[...readers]}
          value={role}
          onChange={(event) => setRole(event.currentTarget.value as Person)}
        />
        <PasswordInput
          label="First password"
          description={`${leastPasswordLength} characters or more; hand it over in person.`}
          autoComplete="new-password"
          required
          minLength={leastPasswordLength}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <p role="alert" className={classes.refusal}>
          {create.error ? [create.error.title, create.error.detail].filter(Boolean).join('. ') : ''}
        </p>
        <div className={classes.actions}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending}>
            Add
          </Button>
        </div>
      </form>
    </Modal>
  );
}
