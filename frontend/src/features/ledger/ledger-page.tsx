import type { ReactNode } from 'react';
import { auditors } from '../../../../backend/src/contract/roles.js';
import { Page } from '../../components/page';
import { Answered, Section } from '../../components/panel';
import { NoPermission } from '../../components/state';
import { TimeText } from '../../components/time-text';
import type { Answer } from '../../lib/api';
import { count, nothing } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import { useMay } from '../../lib/session';
import { CheckpointPanel } from './checkpoint-panel';
import { CopyLine } from './copy-line';
import { EntryTable } from './entry-table';
import css from './ledger.module.css';
import { Verification } from './verification';

type Status = Answer<'GET /api/ledger'>;

/** What is true, and how anybody can check it. */
export default function LedgerPage() {
  const status = useRoute('GET /api/ledger', {}, { every: 15_000 });
  const may = useMay(auditors);
  return (
    <Page title="Ledger" question="What is true, and can it be proved?" aside={may && <Verification />}>
      <Answered query={status} height={180}>
        {(found) => <StatusLine status={found} />}
      </Answered>
      {may ? (
        <EntryTable />
      ) : (
        <Section title="Which entries are in it?">
          <NoPermission needs="auditor or administrator" />
        </Section>
      )}
      {status.data?.checkpoint && <CheckpointPanel status={status.data} />}
    </Page>
  );
}

function StatusLine({ status }: { status: Status }) {
  const { entries, pending, conflicts, checkpoint, lastVerification, vkey, firstAt, lastAt } = status;
  return (
    <div className={css.stack}>
      <div className={css.tiles}>
        <Tile name="Entries" value={count(entries)}>
          {firstAt && lastAt ? (
            <>
              last <TimeText at={lastAt} />, first <TimeText at={firstAt} />
            </>
          ) : (
            'nothing has been sent yet'
          )}
        </Tile>
        <Tile name="Last checkpoint" value={checkpoint ? count(checkpoint.size) : nothing}>
          {checkpoint ? (
            <>
              signed <TimeText at={checkpoint.signedAt} />
              {pending > 0 && `, ${count(pending)} entries wait for the next`}
            </>
          ) : (
            'signed with the first entry'
          )}
        </Tile>
        <LastVerification verification={lastVerification} />
        <Tile name="Refused as conflicts" value={count(conflicts)}>
          same id, other content: kept out, never overwritten
        </Tile>
      </div>
      <CopyLine label="Verifier key" text={vkey} />
    </div>
  );
}

function LastVerification({ verification }: { verification: Status['lastVerification'] }) {
  if (!verification)
    return (
      <Tile name="Last full verification" value="never">
        an auditor can run it here, or with <code>baton verify</code>
      </Tile>
    );
  return (
    <Tile
      name="Last full verification"
      value={
        <span className={verification.ok ? css.good : css.bad}>{verification.ok ? 'Holds' : 'Fails'}</span>
      }
    >
      <TimeText at={verification.at} />, {count(verification.entries)} entries re-derived
    </Tile>
  );
}

interface TileProps {
  name: string;
  value: ReactNode;
  children: ReactNode;
}

function Tile({ name, value, children }: TileProps) {
  return (
    <div className={css.tile}>
      <div className={css.tileName}>{name}</div>
      <div className={css.tileValue}>{value}</div>
      <div className={css.soft}>{children}</div>
    </div>
  );
}
