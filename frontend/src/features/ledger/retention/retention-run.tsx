import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import { admins } from '../../../../../backend/src/contract/roles.js';
import { useSend } from '../../../lib/queries';
import { useMay } from '../../../lib/session';
import css from '../ledger.module.css';

/** Runs retention now instead of tonight; asked twice, for it cannot be undone. */
export function RetentionRun() {
  const [asking, setAsking] = useState(false);
  const run = useSend('POST /api/ledger/retention/run', [
    'GET /api/ledger/retention',
    'GET /api/ledger/erasures',
    'GET /api/ledger',
  ]);
  if (!useMay(admins)) return null;
  const go = () => {
    run
      .mutateAsync({})
      .then(() => setAsking(false))
      .catch(() => undefined);
  };
  return (
    <>
      <Button variant="default" className={css.screenOnly} onClick={() => setAsking(true)}>
        Run it now
      </Button>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title="Erase now what is past its retention?"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <div className={css.stack}>
          <p className={css.plain}>
            By the rules that are saved. It cannot be undone. It would happen tonight anyway.
          </p>
          {run.error && (
            <p role="alert" className={css.bad}>
              Not run: {run.error.message}
            </p>
          )}
          <div className={css.actions}>
            <Button variant="default" onClick={() => setAsking(false)}>
              Not now
            </Button>
            <Button className={css.danger} loading={run.isPending} onClick={go}>
              Erase now
            </Button>
          </div>
        </div>
      </Modal>
    </>
  );
}
