import { PasswordInput } from '@mantine/core';
import { useState } from 'react';
import { leastPasswordLength } from '../../../../backend/src/contract/password.js';
import { PopoverForm } from '../../components/popover-form';
import { useSend } from '../../lib/queries';

interface NewPasswordProps {
  value: string;
  onChange: (password: string) => void;
}

const NewPassword = ({ value, onChange }: NewPasswordProps) => (
  <PasswordInput
    label="New password"
    description={`${leastPasswordLength} characters or more; a sentence is good.`}
    autoComplete="new-password"
    required
    minLength={leastPasswordLength}
    mt={8}
    value={value}
    onChange={(event) => onChange(event.currentTarget.value)}
  />
);

/** Of whoever is signed in. Other browsers have to sign in again. */
export function OwnPassword({ email }: { email: string }) {
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const change = useSend('POST /api/session/password', ['GET /api/session/current']);
  const clear = () => {
    setCurrent('');
    setPassword('');
    change.reset();
  };
  return (
    <PopoverForm
      label="Change password"
      submit="Change"
      failed="Not changed"
      send={() => change.mutateAsync({ body: { current, password } })}
      mutation={change}
      isReady={current !== '' && password.length >= leastPasswordLength}
      onToggle={clear}
    >
      <input type="email" autoComplete="username" value={email} readOnly hidden />
      <PasswordInput
        label="Current password"
        autoComplete="current-password"
        required
        data-autofocus
        value={current}
        onChange={(event) => setCurrent(event.currentTarget.value)}
      />
      <NewPassword value={password} onChange={setPassword} />
    </PopoverForm>
  );
}

/** Of somebody who forgot theirs: an administrator sets another and hands it over. */
export function OthersPassword({ id, name }: { id: string; name: string }) {
  const [password, setPassword] = useState('');
  const change = useSend('PATCH /api/users/:id', ['GET /api/users']);
  const clear = () => {
    setPassword('');
    change.reset();
  };
  return (
    <PopoverForm
      label={`New password for ${name}`}
      shown="New password"
      submit="Set"
      failed="Not set"
      send={() => change.mutateAsync({ params: { id }, body: { password } })}
      mutation={change}
      isReady={password.length >= leastPasswordLength}
      onToggle={clear}
    >
      <NewPassword value={password} onChange={setPassword} />
    </PopoverForm>
  );
}
