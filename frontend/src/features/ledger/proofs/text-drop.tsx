import { Button, Textarea } from '@mantine/core';
import { type DragEvent, useId, useRef, useState } from 'react';
import css from '../ledger.module.css';

interface TextDropProps {
  label: string;
  description: string;
  placeholder?: string;
  value: string;
  rows?: number;
  error?: string;
  onChange: (text: string) => void;
}

/** Text that is pasted, dropped as a file, or chosen as one. The bytes are taken as they are. */
export function TextDrop({ label, value, onChange, error, rows = 5, ...words }: TextDropProps) {
  const [refused, setRefused] = useState('');
  const chooser = useRef<HTMLInputElement>(null);
  const id = useId();
  const take = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    const text = await textOf(file);
    setRefused(text === null ? `${file.name} is not text in UTF-8, or larger than 1 MB` : '');
    if (text !== null) onChange(text);
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    void take(event.dataTransfer.files[0]);
  };
  return (
    <div className={css.drop}>
      <Textarea
        {...words}
        id={id}
        label={label}
        value={value}
        rows={rows}
        error={refused || error}
        spellCheck={false}
        autoComplete="off"
        classNames={{ input: css.mono }}
        onDragOver={(event) => event.preventDefault()}
        onDrop={drop}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <input
        ref={chooser}
        type="file"
        hidden
        aria-label={`${label}, file`}
        onChange={(event) => {
          void take(event.currentTarget.files?.[0]);
          event.currentTarget.value = '';
        }}
      />
      <div className={css.dropButtons}>
        <Button variant="default" size="compact-xs" onClick={() => chooser.current?.click()}>
          Choose a file<span className="unseen"> for: {label}</span>
        </Button>
        {value !== '' && (
          <Button variant="default" size="compact-xs" onClick={() => onChange('')}>
            Clear<span className="unseen"> {label}</span>
          </Button>
        )}
      </div>
    </div>
  );
}

const mostBytes = 1 << 20;

/** Null for what is no text: replacing bytes would change what is checked. */
async function textOf(file: File): Promise<string | null> {
  if (file.size > mostBytes) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await file.arrayBuffer());
  } catch {
    return null;
  }
}
