import { useQuery } from '@tanstack/react-query';
import { Section } from '../../components/panel';
import type { Answer } from '../../lib/api';
import { checkSignature, readNote, type SignatureCheck } from './check-note';
import { CopyLine } from './copy-line';
import css from './ledger.module.css';

type Status = Answer<'GET /api/ledger'>;

const words: Record<SignatureCheck, { text: string; tone: string | undefined }> = {
  valid: { text: 'Signature checked in this browser: it is by the key above.', tone: css.good },
  invalid: { text: 'The signature is not by the key above. Do not trust this checkpoint.', tone: css.bad },
  unsupported: { text: 'This browser cannot check Ed25519 signatures; baton verify can.', tone: css.warn },
};

/** The signed note that others keep, so that the past cannot be rewritten unseen. */
export function CheckpointPanel({ status }: { status: Status }) {
  const note = status.checkpoint?.note ?? '';
  const { data } = useQuery({
    queryKey: ['signature', note, status.vkey],
    queryFn: async (): Promise<SignatureCheck> => {
      const read = readNote(note);
      return read ? checkSignature(read, status.vkey) : 'invalid';
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Section
      title="What does the latest checkpoint say?"
      subtitle="Keep a copy where nobody here can change it: it proves what the ledger held"
    >
      <pre className={css.note}>{note}</pre>
      <p className={data ? words[data].tone : css.soft} role="status">
        {data ? words[data].text : 'Checking the signature'}
      </p>
      <CopyLine
        label="Fetch it"
        text={`curl -H "authorization: Bearer $BATON_API_KEY" ${location.origin}/log/${status.log}/checkpoint`}
      />
    </Section>
  );
}
