import { UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { type Column, DataTable } from '../../../components/data-table';
import { Answered, Section } from '../../../components/panel';
import { Empty } from '../../../components/state';
import { TimeText } from '../../../components/time-text';
import { count, nothing } from '../../../lib/format';
import { usePages } from '../../../lib/use-pages';
import css from '../ledger.module.css';
import { MoreButton } from '../more-button';
import { causeWords, type Erasure, groundWords } from './erasure-words';

interface ErasureListProps {
  aside: ReactNode;
  onOpen: (id: string) => void;
}

/** Erasures done and refused, newest first, each with its leaf. */
export function ErasureList({ aside, onOpen }: ErasureListProps) {
  const erasures = usePages('GET /api/ledger/erasures', {});
  return (
    <Section
      title="What was erased or refused?"
      subtitle="Counts only: whose data it was is not kept"
      aside={aside && <div className={css.screenOnly}>{aside}</div>}
      flush
    >
      <Answered
        query={erasures}
        height={320}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <Empty title="Nothing was erased yet">
            Requests of customers, retention, and what a restored backup brought back appear here with their
            leaf.
          </Empty>
        }
      >
        {({ items }) => (
          <DataTable caption="Erasures" columns={columnsFor(onOpen)} rows={items} rowKey={({ id }) => id} />
        )}
      </Answered>
      <MoreButton pages={erasures}>Older erasures</MoreButton>
    </Section>
  );
}

function columnsFor(onOpen: (id: string) => void): Column<Erasure>[] {
  return [
    {
      key: 'at',
      title: 'When',
      cell: ({ id, at }) => (
        <UnstyledButton className={css.textButton} onClick={() => onOpen(id)}>
          <TimeText at={at} />
          <span className="unseen">, open the record</span>
        </UnstyledButton>
      ),
    },
    {
      key: 'cause',
      title: 'Why',
      cell: ({ cause, ground }) => (
        <>
          <span className={cause === 'refused' ? css.warn : undefined}>{causeWords[cause]}</span>
          {ground && <span className={css.soft}> {groundWords(ground)}</span>}
        </>
      ),
    },
    { key: 'by', title: 'By', wide: true, cell: ({ by }) => by ?? nothing },
    { key: 'entries', title: 'Entries', numeric: true, cell: ({ entries }) => count(entries) },
    {
      key: 'conversations',
      title: 'Conversations',
      numeric: true,
      wide: true,
      cell: ({ conversations }) => count(conversations),
    },
    { key: 'keys', title: 'Keys', numeric: true, wide: true, cell: ({ keys }) => count(keys) },
    {
      key: 'entry',
      title: 'Leaf',
      numeric: true,
      cell: ({ entry }) =>
        entry === null ? (
          <span className={css.soft}>waits</span>
        ) : (
          <Link href={`/ledger/entries/${entry}`}>{entry}</Link>
        ),
    },
  ];
}
