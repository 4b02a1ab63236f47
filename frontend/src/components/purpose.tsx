import { CloseButton } from '@mantine/core';
import { IconClipboardText } from '@tabler/icons-react';
import { type FormEvent, useId, useState } from 'react';
import { longestPurpose, setPurpose, usePurpose } from '../lib/purpose';
import classes from './purpose.module.css';

/** Says while it is set what every look is recorded under. */
export function PurposeChip() {
  const purpose = usePurpose();
  if (purpose === '') return null;
  return (
    <div className={classes.chip} role="status">
      <IconClipboardText size={14} aria-hidden />
      <span className={classes.text}>
        Purpose of access: <b>{purpose}</b>
      </span>
      <CloseButton size="xs" aria-label="Clear the purpose of access" onClick={() => setPurpose('')} />
    </div>
  );
}

/** Asks why records are read; what is looked at afterwards is recorded with it. */
export function PurposeForm({ onDone }: { onDone: () => void }) {
  const purpose = usePurpose();
  const [text, setText] = useState(purpose);
  const id = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setPurpose(text);
    onDone();
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <label htmlFor={id}>Why do you look at records?</label>
      <input
        id={id}
        className={classes.input}
        value={text}
        maxLength={longestPurpose}
        placeholder="Case or reason"
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <p className={classes.hint}>Recorded with what you open, in this tab.</p>
      <button type="submit" className={classes.save}>
        {text.trim() === '' ? 'Clear' : 'Set'}
      </button>
    </form>
  );
}
