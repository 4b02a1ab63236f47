import { NativeSelect, TextInput } from '@mantine/core';
import type { SubjectReference } from '../../../../../backend/src/contract/erasure.js';
import css from '../ledger.module.css';

type Kind = SubjectReference['kind'];

export interface SubjectDraft {
  kind: Kind;
  id: string;
  source: string;
}
export const noSubject: SubjectDraft = { kind: 'customer', id: '', source: '' };

const kindWords: Record<Kind, string> = {
  customer: 'A customer, with all conversations',
  conversation: 'One conversation',
  actor: 'Somebody who used Baton',
};
const idHints: Record<Kind, string> = {
  customer: 'whole: id, e-mail address or +number',
  conversation: 'exact id',
  actor: 'id of the account or API key',
};

/** As the contract wants it; null while there is no id. */
export function subjectOf({ kind, id, source }: SubjectDraft): SubjectReference | null {
  if (id.trim() === '') return null;
  if (kind !== 'conversation') return { kind, id: id.trim() };
  return { kind, id: id.trim(), ...(source.trim() && { source: source.trim() }) };
}

interface SubjectFieldsProps {
  kinds: readonly Kind[];
  draft: SubjectDraft;
  onChange: (draft: SubjectDraft) => void;
}

/** Whose data it is about. */
export function SubjectFields({ kinds, draft, onChange }: SubjectFieldsProps) {
  return (
    <div className={css.pair}>
      <NativeSelect
        label="Whose data"
        value={draft.kind}
        onChange={(event) => onChange({ ...draft, kind: event.currentTarget.value as Kind })}
        data={kinds.map((kind) => ({ value: kind, label: kindWords[kind] }))}
      />
      <TextInput
        label="Id"
        description={idHints[draft.kind]}
        value={draft.id}
        maxLength={200}
        required
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange({ ...draft, id: event.currentTarget.value })}
      />
      {draft.kind === 'conversation' && (
        <TextInput
          label="Source"
          description="empty: whichever source has it"
          value={draft.source}
          maxLength={128}
          autoComplete="off"
          onChange={(event) => onChange({ ...draft, source: event.currentTarget.value })}
        />
      )}
    </div>
  );
}
