import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from 'wouter';
import { auditors } from '../../../../backend/src/contract/roles.js';
import { Page } from '../../components/page';
import { Answered, Section } from '../../components/panel';
import { Loading, NoPermission } from '../../components/state';
import type { Answer } from '../../lib/api';
import { count, exactTime } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import { useMay } from '../../lib/session';
import { useFilters } from '../../lib/use-filters';
import { CommittedFields } from './committed-fields';
import { EntrySummary } from './entry-summary';
import css from './ledger.module.css';
import { ProofDrawing } from './proof-drawing';
import { VerifiedSteps } from './verified-steps';
import { verifyEntry } from './verify-entry';

type Entry = Answer<'GET /api/ledger/entries/:index'>;

/** One entry: what stands open, what is only committed, and the proof that it is in the ledger. */
export default function EntryPage() {
  const { index = '' } = useParams<{ index: string }>();
  const may = useMay(auditors);
  const search = useSearch();
  const entry = useRoute('GET /api/ledger/entries/:index', { params: { index } }, { enabled: may });
  return (
    <Page
      title={`Ledger entry ${index}`}
      question={entry.data && `${entry.data.type} from ${entry.data.source}`}
      aside={
        <>
          <Link href={search ? `/ledger?${search}` : '/ledger'} className={css.screenOnly}>
            All entries
          </Link>
          {may && (
            <Button variant="default" className={css.screenOnly} onClick={() => window.print()}>
              Print
            </Button>
          )}
        </>
      }
    >
      {may ? (
        <Answered query={entry} height={520}>
          {(found) => <Content key={found.index} entry={found} />}
        </Answered>
      ) : (
        <NoPermission needs="auditor or administrator" />
      )}
    </Page>
  );
}

function Content({ entry }: { entry: Entry }) {
  const status = useRoute('GET /api/ledger', {});
  const vkey = status.data?.vkey;
  const { data: verification } = useQuery({
    queryKey: ['verified entry', entry.index, entry.leafHash, entry.inclusion?.note, vkey],
    queryFn: () => verifyEntry(entry, vkey ?? ''),
    enabled: vkey !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <div className={css.stack}>
      <div className={css.two}>
        <OpenFields entry={entry} />
        <Section
          title="Does the proof hold?"
          subtitle="Computed here, from the entry’s bytes; the server is not asked"
        >
          {verification ? <VerifiedSteps verification={verification} /> : <Loading height={160} />}
        </Section>
      </div>
      <EntrySummary entry={entry} />
      <CommittedFields entry={entry} />
      <Section
        title="How does it lead to the root?"
        subtitle={
          entry.inclusion
            ? `From leaf ${entry.index} up to the root of ${count(entry.inclusion.size)} entries`
            : 'It is not under a checkpoint yet'
        }
      >
        {verification?.inclusion && <ProofDrawing leafHash={entry.leafHash} check={verification.inclusion} />}
      </Section>
      <Section title="The entry’s bytes" subtitle="SHA-256 of a zero byte and these bytes is the leaf hash">
        <pre className={css.note}>{entry.entry}</pre>
      </Section>
      {entry.inclusion && (
        <Section title="The checkpoint that covers it">
          <pre className={css.note}>{entry.inclusion.note}</pre>
        </Section>
      )}
    </div>
  );
}

function OpenFields({ entry }: { entry: Entry }) {
  const { zone } = useFilters();
  const open = Object.entries(entry.open);
  return (
    <Section title="What stands open?" subtitle="Enumerations, labels, numbers and times; readable for ever">
      <dl className={css.facts}>
        <dt>Type</dt>
        <dd>{entry.type}</dd>
        <dt>Source</dt>
        <dd>{entry.source}</dd>
        <dt>Happened</dt>
        <dd>{exactTime(entry.at, zone)}</dd>
        <dt>Received</dt>
        <dd>{exactTime(entry.receivedAt, zone)}</dd>
        {entry.conversationId && (
          <>
            <dt>Conversation</dt>
            <dd>
              <Link href={`/handoffs?search=${encodeURIComponent(entry.conversationId)}&range=365d`}>
                {entry.conversationId}
              </Link>
            </dd>
          </>
        )}
        {open.map(([name, value]) => (
          <Field key={name} name={name} value={value} />
        ))}
      </dl>
    </Section>
  );
}

function Field({ name, value }: { name: string; value: unknown }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
    </>
  );
}
