import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { PopoverForm } from '../../components/popover-form';
import { useSend } from '../../lib/queries';
import type { Gap } from './gap-words';

/** Renames the gap in place. */
export function GapTitle({ gap }: { gap: Gap }) {
  const [name, setName] = useState(gap.name);
  const rename = useSend('POST /api/gaps/:id/name', ['GET /api/gaps', 'GET /api/gaps/:id']);
  return (
    <PopoverForm
      label="Rename"
      submit="Save"
      send={() => rename.mutateAsync({ params: { id: gap.id }, body: { name: name.trim() } })}
      mutation={rename}
      failed="Not renamed"
      isReady={name.trim() !== ''}
      onToggle={() => setName(gap.name)}
    >
      <TextInput
        data-autofocus
        label="Name"
        description={`Its terms: ${gap.terms.join(', ')}`}
        value={name}
        maxLength={120}
        onChange={(event) => setName(event.currentTarget.value)}
      />
    </PopoverForm>
  );
}
