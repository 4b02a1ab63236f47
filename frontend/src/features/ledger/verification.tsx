import { Button, Modal } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Answer } from '../../lib/api';
import { count, duration, exactTime } from '../../lib/format';
import { useSend } from '../../lib/queries';
import { useFilters } from '../../lib/use-filters';
import { CopyLine } from './copy-line';
import css from './ledger.module.css';
import { Problems } from './problems';

type Status = Answer<'GET /api/ledger'>;
type Result = Answer<'POST /api/ledger/verification'>;

/** Lets the server re-derive the whole ledger, and says what it found. */
export function Verification({ status }: { status: Status | undefined }) {
  const [shown, setShown] = useState(false);
  const verify = useSend('POST /api/ledger/verification', ['GET /api/ledger', 'GET /api/ledger/entries']);
  const run = async (): Promise<void> => {
    await verify.mutateAsync({});
    setShown(true);
  };
  return (
    <div className={`${css.run} ${css.screenOnly}`}>
      {verify.isPending && <Progress entries={status?.entries} last={status?.lastVerification ?? null} />}
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
    </div>
  );
}

/** Seconds since it began; the last run says what to expect. */
function Progress({ entries, last }: { entries: number | undefined; last: Status['lastVerification'] }) {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((now) => now + 1), 1_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <span className={css.soft} role="status">
      Re-deriving {count(entries)} entries, {duration(seconds)}
      {last && last.seconds >= 1 && `; ${count(last.entries)} took ${duration(last.seconds)}`}
    </span>
  );
}

function Found({ result }: { result: Result }) {
  const { zone } = useFilters();
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
        <dd>
          {duration(result.seconds)}, until {exactTime(result.at, zone)}
        </dd>
      </dl>
      {result.problems.length > 0 && <Problems problems={result.problems} />}
      <CopyLine label="Root" text={result.root} />
    </>
  );
}
