import { type FormEvent, useState } from 'react';

/** Text that is typed before it is meant: it takes effect on Enter. */
export function useDraft(value: string, onSubmit: (text: string) => void) {
  const [text, setText] = useState(value);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit(text.trim());
  };
  return { text, setText, submit };
}
