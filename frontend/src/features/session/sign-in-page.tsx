import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import type { Answer } from '../../lib/api';
import { useSignIn } from '../../lib/session';
import { EntryCard, Refusal } from './entry-card';
import classes from './entry-card.module.css';

type Logins = Answer<'GET /api/status'>['logins'];

/** Shown at whatever address was asked for; after signing in that page is there. */
export default function SignInPage({ logins }: { logins: Logins }) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const { mutation, run } = useSignIn();
  const [path, go] = useLocation();
  // Whoever asked for a page gets it; an auditor who asked for none begins at the ledger.
  const signIn = async (): Promise<void> => {
    const { role } = await run({ body: { email, password } });
    if (role === 'auditor' && path === '/') go('/ledger');
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn().catch(() => undefined);
  };
  const fill = (login: Logins[number]) => {
    setEmail(login.email);
    setPassword(login.password);
  };
  return (
    <EntryCard title="Sign in">
      <form onSubmit={submit} className={classes.form}>
        <TextInput
          label="E-mail"
          type="email"
          autoComplete="username"
          required
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Refusal problem={mutation.error} />
        <Button type="submit" size="sm" loading={mutation.isPending}>
          Sign in
        </Button>
      </form>
      {logins.length > 0 && <SampleLogins logins={logins} onChoose={fill} />}
    </EntryCard>
  );
}

function SampleLogins({ logins, onChoose }: { logins: Logins; onChoose: (login: Logins[number]) => void }) {
  return (
    <div className={classes.samples}>
      <p className={classes.hint}>This is the sample. One click fills in a login:</p>
      <div className={classes.logins}>
        {logins.map((login) => (
          <Button key={login.email} variant="default" onClick={() => onChoose(login)} title={login.email}>
            {login.role}
          </Button>
        ))}
      </div>
    </div>
  );
}
