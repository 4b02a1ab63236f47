import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from 'wouter';
import { auditors } from '../../../../backend/src/contract/roles.js';
import { Section } from '../../components/panel';
import { type ApiProblem, call } from '../../lib/api';
import { useMay } from '../../lib/session';
import { VerifiedSteps } from '../ledger/verify/verified-steps';
import { type EntryVerification, verifyEntry } from '../ledger/verify/verify-entry';
import css from './conversation.module.css';
import type { Conversation } from './conversation-answer';

/** The ledger entry that what is shown rests on; auditors check it here, without trusting the server. */
export function Receipt({ receipt, of }: { receipt: Conversation['receipt']; of?: string }) {
  const may = useMay(auditors);
  const check = useMutation<EntryVerification, ApiProblem>({
    mutationFn: async () => {
      const [entry, keys] = await Promise.all([
        call('GET /api/ledger/entries/:index', { params: { index: receipt.entry } }),
        call('GET /api/ledger/keys', {}),
      ]);
      return verifyEntry(entry, { vkeys: keys.map(({ vkey }) => vkey), receipt: receipt.leafHash });
    },
  });
  return (
    <Section title="Is it in the ledger?" subtitle={of}>
      <dl className={css.facts}>
        <dt>Entry</dt>
        <dd>
          {may ? <Link href={`/ledger/entries/${receipt.entry}`}>{receipt.entry}</Link> : receipt.entry}
        </dd>
        <dt>Leaf hash</dt>
        <dd className={css.hash}>{receipt.leafHash}</dd>
      </dl>
      {may ? (
        <Button variant="default" mt={12} loading={check.isPending} onClick={() => check.mutate()}>
          Verify in this browser
        </Button>
      ) : (
        <p className={css.soft}>Auditors and administrators can verify it in their browser.</p>
      )}
      {check.error && (
        <p role="alert" className={css.bad}>
          Not checked: {check.error.title}
        </p>
      )}
      {check.data && (
        <div className={css.checked}>
          <VerifiedSteps verification={check.data} />
        </div>
      )}
    </Section>
  );
}
