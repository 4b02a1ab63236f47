import { NativeSelect, TextInput } from '@mantine/core';
import css from './alerts.module.css';

interface ChoiceProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
}

/** A choice within a sentence. */
export function Choice<Value extends string>({ label, value, options, onChange }: ChoiceProps<Value>) {
  return (
    <NativeSelect
      aria-label={label}
      className={css.inline}
      data={[...options]}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value as Value)}
    />
  );
}

interface NumberFieldProps {
  label: string;
  value: string;
  wrong?: boolean;
  onChange: (value: string) => void;
}

/** A number within a sentence. */
export function NumberField({ label, value, wrong = false, onChange }: NumberFieldProps) {
  return (
    <TextInput
      aria-label={label}
      className={css.number}
      inputMode="decimal"
      value={value}
      error={wrong}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
