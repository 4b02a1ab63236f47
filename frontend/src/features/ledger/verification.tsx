import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import type { Answer } from '../../lib/api';
import { count, duration } from '../../lib/format';
import { useSend } from '../../lib/queries';
import { CopyLine } from './copy-line';
import css from './ledger.module.css';

type Result = Answer<'POST /api/ledger/verification'>;

/** Lets the server re-derive the whole ledger, and says what it found. */
export function Verification() {
  const [shown, setShown] = useState(false);
  const verify = useSend('POST /api/ledger/verification', ['GET /api/ledger']);
  const run = async (): Promise<void> => {
    await verify.mutateAsync({});
    setShown(true);
  };
  return (
    <>
      {verify.error && (
        <span role="alert" className={css.bad}>
          Not verified: {verify.error.detail ?? verify.error.title}
        </span>
      )}
      <Button loading={verify.isPending} onClick={() => void run().catch(() => undefined)}>
        Verify the whole ledger
      </Button>
      <Modal
        opened={shown}
        onClose={() => setShown(false)}
        title={verify.data?.ok ? 'The ledger holds' : 'The ledger does not hold'}
        size="lg"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {verify.data && <Found result={verify.data} />}
      </Modal>
    </>
  );
}

function Found({ result }: { result: Result }) {
  return (
    <>
      <dl className={css.facts}>
        <dt>Entries re-derived</dt>
        <dd>{count(result.entries)}</dd>
        <dt>Payloads opened</dt>
        <dd>{count(result.opened)}, each compared with its commitments</dd>
        <dt>Erased</dt>
        <dd>{count(result.erased)}: hashes hold, the content is gone</dd>
        <dt>Checkpoints</dt>
        <dd>{count(result.checkpoints)} signatures and roots</dd>
        <dt>Took</dt>
        <dd>{duration(result.seconds)}</dd>
      </dl>
      {result.problems.length > 0 && (
        <ul className={css.problems}>
          {result.problems.map(({ index, size, what }) => (
            <li key={`${index} ${size} ${what}`}>
              {index !== null ? `Entry ${index}: ` : size !== null ? `Checkpoint ${size}: ` : ''}
              {what}
            </li>
          ))}
        </ul>
      )}
      <CopyLine label="Root" text={result.root} />
    </>
  );
}
