import { Button, Modal, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import type { Format, Signature } from '../../../../backend/src/contract/connections.js';
import { useSend } from '../../lib/queries';
import { SecretShown } from './secret-shown';
import { addressOf, formatWords, signatureWords } from './source-words';
import css from './sources.module.css';

type Kind = Signature['kind'] | '';

/** How each vendor signs; anything else can be chosen. */
const usualKind: Partial<Record<Format, Kind>> = {
  twilio: 'twilio',
  sunshine: 'sunshine',
  'zendesk-audits': 'zendesk',
  intercom: 'intercom',
  chatwoot: 'chatwoot',
};
/** Where the secret comes from: the vendor makes it, or Baton does. */
const givenBy: Partial<Record<Kind, string>> = {
  twilio: 'The account’s auth token',
  zendesk: 'The webhook’s signing secret',
  sunshine: 'The webhook’s secret',
  intercom: 'The app’s client secret',
  chatwoot: 'The webhook’s secret',
};
const headers: Partial<Record<Kind, string>> = {
  stripe: 'stripe-signature',
  hmac: 'x-hub-signature-256',
  token: 'authorization',
};

function signatureOf(kind: Kind, header: string): Signature | null {
  if (kind === '') return null;
  if (kind === 'hmac') {
    return { kind, header, algorithm: 'sha256', encoding: 'hex', prefix: 'sha256=' };
  }
  if (kind === 'stripe' || kind === 'token') return { kind, header };
  return { kind };
}

const formatOptions = Object.entries(formatWords).map(([value, label]) => ({ value, label }));
const kindOptions = [
  ...Object.entries(signatureWords).map(([value, label]) => ({ value, label })),
  { value: '', label: 'None: it takes no deliveries' },
];

interface ConnectionFormProps {
  /** Of a source that sends already. */
  name?: string;
  onClose: () => void;
}

/** Sets a source up. A secret that is made for it is shown once. */
export function ConnectionForm({ name: given, onClose }: ConnectionFormProps) {
  const [, go] = useLocation();
  const [name, setName] = useState(given ?? '');
  const [format, setFormat] = useState<Format>('twilio');
  const [kind, setKind] = useState<Kind>('twilio');
  const [header, setHeader] = useState('');
  const [secret, setSecret] = useState('');
  const create = useSend('POST /api/connections', [
    'GET /api/connections',
    'GET /api/sources',
    'GET /api/sources/:name',
  ]);
  const choose = (next: Kind) => {
    setKind(next);
    setHeader(headers[next] ?? '');
  };
  const done = () => {
    onClose();
    if (!given) go(addressOf(name.trim()));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = {
      name: name.trim(),
      format,
      signature: signatureOf(kind, header.trim()),
      ...(secret.trim() === '' ? {} : { secret: secret.trim() }),
    };
    create.mutate({ body }, { onSuccess: (made) => made.secret === null && done() });
  };
  if (create.data?.secret) {
    return <SecretShown secret={create.data.secret} hook={create.data.hook} onClose={done} />;
  }
  const vendors = givenBy[kind];
  return (
    <Modal
      opened
      onClose={onClose}
      title="Set up a source"
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form className={css.stack} onSubmit={submit}>
        <TextInput
          label="Name"
          description="The source of its events, for ever: letters, digits and . _ : / -"
          value={name}
          readOnly={given !== undefined}
          maxLength={128}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NativeSelect
          label="Format"
          data={formatOptions}
          value={format}
          onChange={(event) => {
            const next = event.currentTarget.value as Format;
            setFormat(next);
            choose(usualKind[next] ?? 'standard');
          }}
        />
        <NativeSelect
          label="How are its deliveries signed?"
          data={kindOptions}
          value={kind}
          onChange={(event) => choose(event.currentTarget.value as Kind)}
        />
        {headers[kind] !== undefined && (
          <TextInput
            label="Header"
            value={header}
            onChange={(event) => setHeader(event.currentTarget.value)}
          />
        )}
        {kind !== '' && (
          <PasswordInput
            label={vendors ?? 'Secret'}
            description={
              vendors ? 'Encrypted, and not shown again' : 'Leave it empty: Baton makes one and shows it once'
            }
            value={secret}
            autoComplete="off"
            onChange={(event) => setSecret(event.currentTarget.value)}
          />
        )}
        {create.error && (
          <p role="alert" className={css.bad}>
            Not set up: {create.error.message}
          </p>
        )}
        <div className={css.actions}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            loading={create.isPending}
            disabled={name.trim() === '' || (vendors !== undefined && secret.trim().length < 8)}
          >
            Set it up
          </Button>
        </div>
      </form>
    </Modal>
  );
}
