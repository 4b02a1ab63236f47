import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { ruleMakers } from '../../../../backend/src/contract/roles.js';
import { Section } from '../../components/panel';
import { TimeText } from '../../components/time-text';
import { count, percent, words } from '../../lib/format';
import { useRoute, useSend } from '../../lib/queries';
import { useMay } from '../../lib/session';
import { type Detail, type Reason, reasonNames } from './source-words';
import css from './sources.module.css';

const options = [
  { value: '', label: 'not said' },
  ...reasonNames.map((name) => ({ value: name, label: words(name) })),
];
/** A text with a masked part has no one spelling. */
const isMasked = (raw: string) => /<\w+>/.test(raw);

/** What the source says for a reason, and what somebody decided that it means. */
export function ReasonsPanel({ data }: { data: Detail }) {
  const { source: name, unknown, unmapped, seldom } = data;
  const may = useMay(ruleMakers);
  const table = useRoute('GET /api/sources/:name/reasons', { params: { name } });
  const change = useSend('PATCH /api/sources/:name/reasons', ['GET /api/sources/:name/reasons']);
  const save = (raw: string, reason: string) =>
    change.mutate({
      params: { name },
      body: { changes: [{ raw, reason: reason === '' ? null : (reason as Reason) }] },
    });
  const own = table.data?.own ?? [];
  const said = (raw: string) => own.find((one) => spelled(one.raw) === spelled(raw))?.reason ?? '';
  const others = own.filter(({ raw }) => !unmapped.some((one) => spelled(one.raw) === spelled(raw)));
  return (
    <Section
      title="What do its reasons mean?"
      subtitle={
        unknown.denominator === 0
          ? 'No handoff of the last 28 days says why'
          : `${percent(unknown.value, 0)} of ${count(unknown.denominator)} handoffs of the last 28 days that say why have a reason that nobody has mapped`
      }
    >
      {unmapped.length > 0 && (
        <ul className={css.reasons}>
          {unmapped.map(({ raw, handoffs, lastAt }) => (
            <ReasonLine
              key={raw}
              raw={raw}
              reason={said(raw)}
              onChange={may && !isMasked(raw) ? save : undefined}
            >
              {count(handoffs)} handoffs, last <TimeText at={lastAt} />
            </ReasonLine>
          ))}
        </ul>
      )}
      {seldom > 0 && (
        <p className={css.soft}>
          {count(seldom)} more with words of fewer than three handoffs, which are not shown: they may be
          somebody’s own.
        </p>
      )}
      {others.length > 0 && (
        <>
          <h3 className={css.sub}>Mapped</h3>
          <ul className={css.reasons}>
            {others.map(({ raw, reason, changedAt }) => (
              <ReasonLine key={raw} raw={raw} reason={reason} onChange={may ? save : undefined}>
                since <TimeText at={changedAt} />
              </ReasonLine>
            ))}
          </ul>
        </>
      )}
      {may && <NewReason onSave={save} />}
      {change.error && (
        <p role="alert" className={css.bad}>
          Not saved: {change.error.message}
        </p>
      )}
      <p className={css.soft}>
        Holds for records that come from now on, by webhook, import or another try. What is in the ledger
        keeps the reason that it was entered with; the source’s own words are always kept beside it.
        {table.data && table.data.format.length > 0 && (
          <> The format itself knows {table.data.format.map(({ raw }) => raw).join(', ')}.</>
        )}
      </p>
    </Section>
  );
}

/** As the server compares them. */
const spelled = (raw: string) =>
  raw
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '_');

interface ReasonLineProps {
  raw: string;
  reason: string;
  onChange: ((raw: string, reason: string) => void) | undefined;
  children: React.ReactNode;
}

function ReasonLine({ raw, reason, onChange, children }: ReasonLineProps) {
  return (
    <li className={css.reason}>
      <span className={css.two}>
        <code className={css.raw}>{raw}</code>
        <span className={css.soft}>{children}</span>
      </span>
      {onChange ? (
        <NativeSelect
          aria-label={`What “${raw}” means`}
          data={options}
          value={reason}
          onChange={(event) => onChange(raw, event.currentTarget.value)}
        />
      ) : (
        <span>{reason === '' ? (isMasked(raw) ? 'holds personal data' : 'not said') : words(reason)}</span>
      )}
    </li>
  );
}

function NewReason({ onSave }: { onSave: (raw: string, reason: string) => void }) {
  const [raw, setRaw] = useState('');
  const [reason, setReason] = useState<string>('customer_request');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (raw.trim() === '') return;
    onSave(raw.trim(), reason);
    setRaw('');
  };
  return (
    <form className={css.newReason} onSubmit={submit}>
      <TextInput
        aria-label="The source’s own words"
        placeholder="The source’s own words"
        value={raw}
        maxLength={200}
        onChange={(event) => setRaw(event.currentTarget.value)}
      />
      <NativeSelect
        aria-label="What they mean"
        data={options.slice(1)}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" disabled={raw.trim() === ''}>
        Map
      </Button>
    </form>
  );
}
