import { Button, Modal, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { Answer } from '../../lib/api';
import { count, counted } from '../../lib/format';
import { useSend } from '../../lib/queries';
import { headersIn } from './headers-in';
import css from './sources.module.css';

type Tried = Answer<'POST /api/connections/:name/try'>;

const verdicts: Record<Tried['verdict'], string> = {
  good: 'The signature is right: it would be taken.',
  old: 'The signature is right, but its time lies too far from now: it would be refused.',
  wrong: 'The signature is not right: it would be refused.',
};

/** Whether a delivery that the vendor shows would be taken; nothing is kept. */
export function TryDelivery({ name, onClose }: { name: string; onClose: () => void }) {
  const [headers, setHeaders] = useState('');
  const [body, setBody] = useState('');
  const attempt = useSend('POST /api/connections/:name/try', []);
  return (
    <Modal
      opened
      onClose={onClose}
      title="Try a delivery"
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className={css.stack}>
        <Textarea
          label="Headers"
          description="As the vendor’s log shows them, one a line: name: value"
          rows={4}
          autoComplete="off"
          value={headers}
          onChange={(event) => setHeaders(event.currentTarget.value)}
        />
        <Textarea
          label="Body"
          description="Byte for byte as it was sent: a signature is about every blank"
          rows={6}
          value={body}
          onChange={(event) => setBody(event.currentTarget.value)}
        />
        {attempt.data && <Outcome tried={attempt.data} />}
        {attempt.error && (
          <p role="alert" className={css.bad}>
            {attempt.error.detail ?? attempt.error.title}
          </p>
        )}
        <div className={css.actions}>
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
          <Button
            loading={attempt.isPending}
            disabled={body === ''}
            onClick={() => attempt.mutate({ params: { name }, body: { ...headersIn(headers), body } })}
          >
            Try it
          </Button>
        </div>
      </div>
    </Modal>
  );
}

function Outcome({ tried: { verdict, missing, records, ignored, events, refused } }: { tried: Tried }) {
  return (
    <div role="status">
      <p className={verdict === 'good' ? css.line : css.bad}>{verdicts[verdict]}</p>
      {missing.length > 0 && (
        <p className={css.line}>
          Not among the headers: <code>{missing.join(', ')}</code>
        </p>
      )}
      <p className={css.line}>
        {counted(records, 'record', 'records')} in it, {counted(events, 'event', 'events')}
        {ignored > 0 && `, ${count(ignored)} that say nothing about a conversation`}
        {refused.length > 0 && `, ${count(refused.length)} refused`}. Nothing was kept.
      </p>
      <ul className={css.plain}>
        {refused.map(({ record, reason, pointer }) => (
          <li key={`${record} ${reason} ${pointer}`}>
            Record {count(record)}: {reason} {pointer && <code>{pointer}</code>}
          </li>
        ))}
      </ul>
    </div>
  );
}
