import { Button } from '@mantine/core';
import { Link, useParams, useSearch } from 'wouter';
import { auditors } from '../../../../../backend/src/contract/roles.js';
import { Page } from '../../../components/page';
import { Answered } from '../../../components/panel';
import { NoPermission } from '../../../components/state';
import { useRoute } from '../../../lib/queries';
import { useMay } from '../../../lib/session';
import { EvidenceButton } from '../evidence/evidence-button';
import type { NamedScope } from '../evidence/evidence-scope';
import css from '../ledger.module.css';
import { PrintHead } from '../print-head';
import { OwnCheckpoint } from '../proofs/own-checkpoint';
import { CommittedFields } from './committed-fields';
import type { Entry } from './entry-answer';
import { EntryBytes } from './entry-bytes';
import { EntryPath, EntryProof, useEntryVerification } from './entry-proof';
import { EntrySummary } from './entry-summary';
import { OpenFields } from './open-fields';

/** One entry: what stands open, what is only committed, and the proof that it is in the ledger. */
export default function EntryPage() {
  const { index = '' } = useParams<{ index: string }>();
  const may = useMay(auditors);
  const entry = useRoute(
    'GET /api/ledger/entries/:index',
    { params: { index } },
    { enabled: may, keep: false },
  );
  return (
    <Page
      title={`Ledger entry ${index}`}
      question={entry.data && `${entry.data.type} from ${entry.data.source}`}
      questionLines={1}
      aside={<Ways index={index} entry={entry.data} />}
    >
      {may ? (
        <>
          <PrintHead />
          <Answered query={entry} height={520}>
            {(found) => <Content key={found.index} entry={found} />}
          </Answered>
        </>
      ) : (
        <NoPermission needs="auditor or administrator" />
      )}
    </Page>
  );
}

function Content({ entry }: { entry: Entry }) {
  const proof = useEntryVerification(entry);
  return (
    <div className={`${css.stack} ${css.inTurn}`}>
      <div className={css.two}>
        <OpenFields entry={entry} />
        <EntryProof {...proof} />
      </div>
      <EntrySummary entry={entry} />
      <CommittedFields entry={entry} />
      <EntryPath entry={entry} verification={proof.verification} />
      <OwnCheckpoint entry={entry} />
      <EntryBytes entry={entry} />
    </div>
  );
}

function Ways({ index, entry }: { index: string; entry: Entry | undefined }) {
  const search = useSearch();
  const carried = search ? `?${search}` : '';
  const at = Number(index);
  return (
    <nav className={`${css.buttons} ${css.screenOnly}`} aria-label="About this entry">
      <Link href={`/ledger${carried}`}>All entries</Link>
      {at > 0 && <Link href={`/ledger/entries/${at - 1}${carried}`}>Previous</Link>}
      <Link href={`/ledger/entries/${at + 1}${carried}`}>Next</Link>
      {entry && (
        <>
          <EvidenceButton scopes={scopesOf(entry)} />
          <Button variant="default" onClick={() => window.print()}>
            Print
          </Button>
        </>
      )}
    </nav>
  );
}

/** The conversation first, where it can still be named: one entry alone seldom tells a story. */
function scopesOf({ index, conversationId, source }: Entry): NamedScope[] {
  const range: NamedScope = {
    name: `Entry ${index} alone`,
    scope: { kind: 'range', first: index, last: index },
  };
  if (conversationId === null) return [range];
  const subject = { kind: 'conversation', id: conversationId, source } as const;
  return [{ name: `Conversation ${conversationId}`, scope: { kind: 'subject', subject } }, range];
}
