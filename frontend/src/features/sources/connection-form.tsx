import { Button, Modal, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import type { Format } from '../../../../backend/src/contract/connections.js';
import { useSend } from '../../lib/queries';
import type { CsvMapping } from '../imports/mapping';
import { SecretShown } from './secret-shown';
import { draftFrom, draftOf, type Kind, signatureOf, usualKind } from './signature-draft';
import { SignatureFields } from './signature-fields';
import { addressOf, type Connection, formatWords } from './source-words';
import css from './sources.module.css';
import { TableMapping } from './table-mapping';

/** Where the secret comes from: the vendor makes it, or Baton does. */
const givenBy: Partial<Record<Kind, string>> = {
  twilio: 'The account’s auth token',
  zendesk: 'The webhook’s signing secret',
  sunshine: 'The webhook’s secret',
  intercom: 'The app’s client secret',
  chatwoot: 'The webhook’s secret',
};

const formatOptions = Object.entries(formatWords).map(([value, label]) => ({ value, label }));
const touched = ['GET /api/connections', 'GET /api/sources', 'GET /api/sources/:name'] as const;

interface ConnectionFormProps {
  /** Of a source that sends already. */
  name?: string;
  /** One that is set up, to be changed. */
  connection?: Connection;
  onClose: () => void;
}

/** Sets a source up, or changes how it is read. A secret that is made for it is shown once. */
export function ConnectionForm({ name: given, connection, onClose }: ConnectionFormProps) {
  const [, go] = useLocation();
  const [name, setName] = useState(connection?.name ?? given ?? '');
  const [format, setFormat] = useState<Format>(connection?.format ?? 'twilio');
  const [draft, setDraft] = useState(() =>
    connection ? draftFrom(connection.signature) : draftOf('twilio'),
  );
  const [mapping, setMapping] = useState((connection?.mapping ?? null) as CsvMapping | null);
  const [secret, setSecret] = useState('');
  const create = useSend('POST /api/connections', touched);
  const change = useSend('PATCH /api/connections/:name', touched);
  const made = create.data ?? change.data;
  const error = create.error ?? change.error;
  const done = () => {
    onClose();
    if (!given && !connection) go(addressOf(name.trim()));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = {
      mapping: format === 'csv' ? (mapping as Record<string, unknown> | null) : null,
      signature: signatureOf(draft),
      ...(secret.trim() === '' ? {} : { secret: secret.trim() }),
    };
    const onSuccess = (answer: { secret: string | null }) => answer.secret === null && done();
    if (connection) change.mutate({ params: { name }, body }, { onSuccess });
    else create.mutate({ body: { name: name.trim(), format, ...body } }, { onSuccess });
  };
  if (made?.secret) return <SecretShown secret={made.secret} hook={made.hook} onClose={done} />;
  const vendors = givenBy[draft.kind];
  const isKept = connection !== undefined && connection.signature?.kind === draft.kind;
  const lacksSecret = vendors !== undefined && !isKept && secret.trim().length < 8;
  const lacksColumns = format === 'csv' && mapping !== null && !(mapping.conversation && mapping.time);
  return (
    <Modal
      opened
      onClose={onClose}
      title={connection ? `How ${name} is read` : 'Set up a source'}
      size={format === 'csv' ? 'xl' : 'lg'}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form className={css.stack} onSubmit={submit}>
        <TextInput
          label="Name"
          description="The source of its events, for ever: letters, digits and . _ : / -"
          value={name}
          readOnly={given !== undefined || connection !== undefined}
          maxLength={128}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NativeSelect
          label="Format"
          data={formatOptions}
          value={format}
          disabled={connection !== undefined}
          onChange={(event) => {
            const next = event.currentTarget.value as Format;
            setFormat(next);
            setDraft(draftOf(usualKind[next] ?? 'standard'));
          }}
        />
        {format === 'csv' && <TableMapping mapping={mapping} change={setMapping} />}
        <SignatureFields draft={draft} change={setDraft} />
        {draft.kind !== '' && (
          <PasswordInput
            label={vendors ?? 'Secret'}
            description={hintOf(isKept, vendors !== undefined)}
            value={secret}
            autoComplete="off"
            onChange={(event) => setSecret(event.currentTarget.value)}
          />
        )}
        {error && (
          <p role="alert" className={css.bad}>
            {connection ? 'Not changed' : 'Not set up'}: {error.message}
          </p>
        )}
        <div className={css.actions}>
          {lacksColumns && (
            <span className={css.soft}>Say which columns are the conversation and the time.</span>
          )}
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            loading={create.isPending || change.isPending}
            disabled={name.trim() === '' || lacksSecret || lacksColumns}
          >
            {connection ? 'Save' : 'Set it up'}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function hintOf(isKept: boolean, isVendors: boolean): string {
  if (isKept) return 'Leave it empty: the one that is kept stays';
  return isVendors ? 'Encrypted, and not shown again' : 'Leave it empty: Baton makes one and shows it once';
}
