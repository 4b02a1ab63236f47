import { TextInput } from '@mantine/core';
import { useState } from 'react';
import css from '../ledger.module.css';
import type { EvidenceScope } from './evidence-scope';

type Range = Extract<EvidenceScope, { kind: 'range' }>;

/** First and last index; what is no range is not passed on. */
export function RangeFields({ range, onChange }: { range: Range; onChange: (range: Range) => void }) {
  const [typed, setTyped] = useState({ first: String(range.first), last: String(range.last) });
  const change = (part: Partial<typeof typed>) => {
    const next = { ...typed, ...part };
    setTyped(next);
    if (isRange(next)) onChange({ kind: 'range', first: Number(next.first), last: Number(next.last) });
  };
  const error = isRange(typed) ? undefined : 'two whole numbers, the first not above the last';
  return (
    <div className={css.pair}>
      <TextInput
        label="First entry"
        inputMode="numeric"
        value={typed.first}
        error={error}
        onChange={(event) => change({ first: event.currentTarget.value.trim() })}
      />
      <TextInput
        label="Last entry"
        inputMode="numeric"
        value={typed.last}
        onChange={(event) => change({ last: event.currentTarget.value.trim() })}
      />
    </div>
  );
}

const isIndex = (text: string): boolean => /^(0|[1-9][0-9]{0,14})$/.test(text);
const isRange = ({ first, last }: { first: string; last: string }): boolean =>
  isIndex(first) && isIndex(last) && Number(first) <= Number(last);
