import { CloseButton, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import css from './handoffs.module.css';

interface HandoffSearchProps {
  value: string;
  onSearch: (text: string | null) => void;
}

/** Finds a conversation, a handoff or a customer by its whole id; asks on Enter, not at each key. */
export function HandoffSearch({ value, onSearch }: HandoffSearchProps) {
  const [text, setText] = useState(value);
  return (
    <form
      className={css.search}
      onSubmit={(event) => {
        event.preventDefault();
        onSearch(text.trim() || null);
      }}
    >
      <TextInput
        aria-label="Conversation id, handoff id or customer reference"
        placeholder="Conversation, handoff or customer id"
        leftSection={<IconSearch size={14} aria-hidden />}
        rightSection={
          value && (
            <CloseButton
              size="xs"
              aria-label="Clear the search"
              onClick={() => {
                setText('');
                onSearch(null);
              }}
            />
          )
        }
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        maxLength={200}
      />
    </form>
  );
}
