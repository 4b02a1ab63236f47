import { NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { draftOf, type Kind, type SignatureDraft } from './signature-draft';
import { signatureWords } from './source-words';
import css from './sources.module.css';

const kindOptions = [
  ...Object.entries(signatureWords).map(([value, label]) => ({ value, label })),
  { value: '', label: 'None: it takes no deliveries' },
];
const algorithmOptions = [
  { value: 'sha256', label: 'HMAC-SHA-256' },
  { value: 'sha1', label: 'HMAC-SHA-1' },
  { value: 'sha512', label: 'HMAC-SHA-512' },
];
const encodingOptions = [
  { value: 'hex', label: 'Hexadecimal' },
  { value: 'base64', label: 'Base64' },
];

interface FieldsProps {
  draft: SignatureDraft;
  change: (draft: SignatureDraft) => void;
}

/** How deliveries are signed, with what the chosen kind leaves open. */
export function SignatureFields({ draft, change }: FieldsProps) {
  const { kind } = draft;
  const set = (part: Partial<SignatureDraft>) => change({ ...draft, ...part });
  return (
    <>
      <NativeSelect
        label="How are its deliveries signed?"
        data={kindOptions}
        value={kind}
        onChange={(event) => change(draftOf(event.currentTarget.value as Kind))}
      />
      {kind === 'twilio' && (
        <TextInput
          label="The address as Twilio has it"
          description="Only where it is not the one that is shown here: Twilio signs the address too, and a proxy may change it"
          placeholder="https://edge.example.com/twilio"
          value={draft.url}
          onChange={(event) => set({ url: event.currentTarget.value })}
        />
      )}
      {(kind === 'stripe' || kind === 'token' || kind === 'hmac') && (
        <TextInput
          label="Header"
          description={kind === 'token' ? 'In which the secret stands' : 'In which the signature stands'}
          value={draft.header}
          onChange={(event) => set({ header: event.currentTarget.value })}
        />
      )}
      {kind === 'hmac' && <HmacFields draft={draft} set={set} />}
    </>
  );
}

interface HmacProps {
  draft: SignatureDraft;
  set: (part: Partial<SignatureDraft>) => void;
}

function HmacFields({ draft, set }: HmacProps) {
  const isTimed = draft.timeHeader.trim() !== '';
  return (
    <div className={css.fields}>
      <NativeSelect
        label="Algorithm"
        data={algorithmOptions}
        value={draft.algorithm}
        onChange={(event) => {
          const algorithm = event.currentTarget.value as SignatureDraft['algorithm'];
          const isUsual = draft.prefix === `${draft.algorithm}=`;
          set({ algorithm, ...(isUsual ? { prefix: `${algorithm}=` } : {}) });
        }}
      />
      <NativeSelect
        label="Written as"
        data={encodingOptions}
        value={draft.encoding}
        onChange={(event) => set({ encoding: event.currentTarget.value as SignatureDraft['encoding'] })}
      />
      <TextInput
        label="Before the signature stands"
        description="Empty where nothing does"
        value={draft.prefix}
        maxLength={20}
        onChange={(event) => set({ prefix: event.currentTarget.value })}
      />
      <TextInput
        label="Header with the time"
        description="Where “time.body” is signed, seconds since 1970"
        placeholder="x-timestamp"
        value={draft.timeHeader}
        onChange={(event) => set({ timeHeader: event.currentTarget.value })}
      />
      {isTimed && (
        <NumberInput
          label="It may differ from ours by"
          suffix=" s"
          min={30}
          max={86_400}
          value={draft.tolerance}
          onChange={(value) => set({ tolerance: typeof value === 'number' ? value : '' })}
        />
      )}
    </div>
  );
}
