import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Link, useLocation, useSearchParams } from 'wouter';
import { leastPasswordLength } from '../../../../backend/src/contract/password.js';
import { useSend } from '../../lib/queries';
import { EntryCard, Refusal } from './entry-card';
import classes from './entry-card.module.css';

/** The first administrator, by the one-time link that the server printed. */
export default function SetupPage({ needed }: { needed: boolean }) {
  const [search] = useSearchParams();
  const token = search.get('token') ?? '';
  if (!needed) {
    return (
      <EntryCard title="Set-up is done">
        <p className={classes.hint}>The first administrator already exists. The link works once only.</p>
        <Link href="/">Go to sign in</Link>
      </EntryCard>
    );
  }
  if (!token) {
    return (
      <EntryCard title="Almost there">
        <p className={classes.hint}>
          Baton is running and empty. To create the first administrator, open the one-time link that the
          server printed when it started: it ends in <code>/setup?token=…</code>. Restart the server to see it
          again.
        </p>
      </EntryCard>
    );
  }
  return (
    <EntryCard title="Create the first administrator">
      <SetupForm token={token} />
    </EntryCard>
  );
}

function SetupForm({ token }: { token: string }) {
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [, go] = useLocation();
  const client = useQueryClient();
  const setup = useSend('POST /api/setup');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    await setup.mutateAsync({ body: { token, name, email, password } });
    go('/start', { replace: true });
    await client.resetQueries();
  };
  return (
    <form className={classes.form} onSubmit={(event) => submit(event).catch(() => undefined)}>
      <TextInput
        label="Your name"
        autoComplete="name"
        required
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
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
        description={`${leastPasswordLength} characters or more; a sentence is good.`}
        autoComplete="new-password"
        required
        minLength={leastPasswordLength}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <Refusal problem={setup.error} />
      <Button type="submit" size="sm" loading={setup.isPending}>
        Create and sign in
      </Button>
    </form>
  );
}
