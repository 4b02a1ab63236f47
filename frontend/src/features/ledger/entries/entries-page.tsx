import { Answered, Section } from '../../../components/panel';
import { Empty } from '../../../components/state';
import { count } from '../../../lib/format';
import { usePages } from '../../../lib/use-pages';
import { EvidenceButton } from '../evidence/evidence-button';
import type { NamedScope } from '../evidence/evidence-scope';
import { MoreButton } from '../more-button';
import { type EntryQuery, EntrySearch, useEntrySearch } from './entry-search';
import { EntryTable } from './entry-table';

/** Entries, found by anything that leads to them. */
export default function EntriesPage() {
  const search = useEntrySearch();
  const entries = usePages('GET /api/ledger/entries', search.query);
  const { data } = entries;
  return (
    <Section
      title="Which entries are in it?"
      subtitle={
        data
          ? `${count(data.items.length)} shown of ${count(data.newest.size)} in the ledger`
          : 'Newest first'
      }
      aside={<EvidenceButton scopes={scopesOf(search.query, data?.items)} />}
      flush
    >
      <EntrySearch {...search} />
      <Answered
        query={entries}
        height={320}
        isEmpty={({ items }) => items.length === 0}
        empty={<NothingFound isFiltered={search.isFiltered} />}
      >
        {({ items }) => <EntryTable items={items} />}
      </Answered>
      <MoreButton pages={entries}>Older entries</MoreButton>
    </Section>
  );
}

function NothingFound({ isFiltered }: { isFiltered: boolean }) {
  if (!isFiltered)
    return <Empty title="The ledger is empty">It begins with the first event that is sent.</Empty>;
  return (
    <Empty title="No entry fits">
      Ids are found only whole, to the letter, and only as long as the person was not erased. Check the id, or
      clear a field.
    </Empty>
  );
}

/** What an evidence pack can be about here: whom or what was searched for, or the entries that are shown. */
function scopesOf(query: EntryQuery, items: readonly { index: number }[] = []): NamedScope[] {
  const { customer, conversation, source, handoff } = query;
  const scopes: NamedScope[] = [];
  if (customer)
    scopes.push({
      name: `Customer ${customer}`,
      scope: { kind: 'subject', subject: { kind: 'customer', id: customer } },
    });
  if (conversation) {
    const subject = { kind: 'conversation', id: conversation, source } as const;
    scopes.push({ name: `Conversation ${conversation}`, scope: { kind: 'subject', subject } });
  }
  if (handoff && /^[A-Za-z0-9_-]{22}$/.test(handoff))
    scopes.push({ name: 'This handoff', scope: { kind: 'handoff', key: handoff } });
  const [newest, oldest] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  scopes.push({ name: 'A range of entries', scope: { kind: 'range', first: oldest, last: newest } });
  return scopes;
}
