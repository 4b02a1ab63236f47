import { Button } from '@mantine/core';
import { Link } from 'wouter';
import { Answered, Section } from '../../../components/panel';
import { Empty } from '../../../components/state';
import { count, exactTime, nothing } from '../../../lib/format';
import { useFilters } from '../../../lib/use-filters';
import { usePages } from '../../../lib/use-pages';
import css from '../ledger.module.css';
import { causeWords, type Erasure, groundWords } from './erasure-words';

/** One erasure, to be printed for whoever asked for it. */
export function ErasureRecord({ id, onClose }: { id: string; onClose: () => void }) {
  const erasures = usePages('GET /api/ledger/erasures', {});
  const found = erasures.data?.items.find((one) => one.id === id);
  return (
    <Section
      title="Record of an erasure"
      subtitle="Its leaf is in the ledger: the entry’s page proves it"
      aside={
        <div className={`${css.buttons} ${css.screenOnly}`}>
          <Button variant="default" onClick={() => window.print()} disabled={!found}>
            Print
          </Button>
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
        </div>
      }
    >
      <Answered query={erasures} height={160}>
        {() => (found ? <Facts erasure={found} /> : <NotLoaded pages={erasures} />)}
      </Answered>
    </Section>
  );
}

function Facts({ erasure }: { erasure: Erasure }) {
  const { zone } = useFilters();
  const { at, cause, ground, reason, by, entry } = erasure;
  return (
    <dl className={css.facts}>
      <dt>When</dt>
      <dd>{exactTime(at, zone)}</dd>
      <dt>Why</dt>
      <dd>
        {causeWords[cause]}
        {ground && `. ${groundWords(ground)}`}
      </dd>
      <dt>Reason</dt>
      <dd>{reason ?? nothing}</dd>
      <dt>By</dt>
      <dd>{by ?? nothing}</dd>
      <dt>{cause === 'refused' ? 'Would have closed' : 'Closed for ever'}</dt>
      <dd>
        {count(erasure.entries)} entries of {count(erasure.conversations)} conversations with{' '}
        {count(erasure.handoffs)} handoffs; {count(erasure.keys)} keys; {count(erasure.examples)} rows of
        datasets
      </dd>
      <dt>Leaf</dt>
      <dd>
        {entry === null ? (
          'waits for its place in the ledger'
        ) : (
          <Link href={`/ledger/entries/${entry}`}>Entry {entry}</Link>
        )}
      </dd>
      <dt>Id</dt>
      <dd>
        <code>{erasure.id}</code>
      </dd>
    </dl>
  );
}

function NotLoaded({ pages }: { pages: { hasNextPage: boolean; fetchNextPage: () => unknown } }) {
  return (
    <Empty
      title="Not among those that are loaded"
      action={
        pages.hasNextPage && (
          <Button variant="default" onClick={() => pages.fetchNextPage()}>
            Look further back
          </Button>
        )
      }
    >
      The record may be older, or the link incomplete.
    </Empty>
  );
}
