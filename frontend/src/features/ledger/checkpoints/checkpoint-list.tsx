import { CopyButton, UnstyledButton } from '@mantine/core';
import { Link } from 'wouter';
import { type Column, DataTable } from '../../../components/data-table';
import { Answered, Section } from '../../../components/panel';
import { Empty } from '../../../components/state';
import { TimeText } from '../../../components/time-text';
import type { Answer } from '../../../lib/api';
import { count } from '../../../lib/format';
import { usePages } from '../../../lib/use-pages';
import css from '../ledger.module.css';
import { MoreButton } from '../more-button';

type Checkpoint = Answer<'GET /api/ledger/checkpoints'>['items'][number];

/** Every checkpoint that was signed, newest first. */
export function CheckpointList() {
  const checkpoints = usePages('GET /api/ledger/checkpoints', {});
  return (
    <Section title="Which checkpoints were signed?" subtitle="Newest first; any two can be compared" flush>
      <Answered
        query={checkpoints}
        height={320}
        isEmpty={({ items }) => items.length === 0}
        empty={<Empty title="Nothing is signed yet">A checkpoint is signed with the first entry.</Empty>}
      >
        {({ items }) => (
          <DataTable
            caption="Checkpoints"
            columns={columnsFor(items[0]?.size ?? 0)}
            rows={items}
            rowKey={({ size }) => String(size)}
          />
        )}
      </Answered>
      <MoreButton pages={checkpoints}>Older checkpoints</MoreButton>
    </Section>
  );
}

function columnsFor(latest: number): Column<Checkpoint>[] {
  return [
    { key: 'size', title: 'Entries', numeric: true, width: 120, cell: ({ size }) => count(size) },
    { key: 'at', title: 'Signed', cell: ({ signedAt }) => <TimeText at={signedAt} /> },
    { key: 'root', title: 'Root', wide: true, cell: ({ root }) => <code className={css.mono}>{root}</code> },
    {
      key: 'note',
      title: 'Note',
      cell: ({ note, size }) => (
        <CopyButton value={note} timeout={1500}>
          {({ copied, copy }) => (
            <UnstyledButton className={css.textButton} onClick={copy}>
              {copied ? 'Copied' : 'Copy'}
              <span className="unseen"> note of {size} entries</span>
            </UnstyledButton>
          )}
        </CopyButton>
      ),
    },
    {
      key: 'compare',
      title: 'With the latest',
      cell: ({ size }) =>
        size === latest || size === 0 ? (
          <span className={css.soft}>{size === latest ? 'it is the latest' : 'empty'}</span>
        ) : (
          <Link href={`/ledger/proofs?first=${size}&second=${latest}`}>
            Compare<span className="unseen"> {size} entries with the latest</span>
          </Link>
        ),
    },
  ];
}
