import { Section } from '../../../components/panel';
import { Sbar } from '../../../components/sbar';
import { missingInWords } from '../../../components/sbar-parts';
import type { Answer } from '../../../lib/api';
import { sbarOfEntry } from './entry-sbar';

type Entry = Answer<'GET /api/ledger/entries/:index'>;

/** What the receiver was told in words, read from the disclosed fields. */
export function EntrySummary({ entry }: { entry: Entry }) {
  if (entry.type !== 'handoff.initiated') return null;
  const parts = sbarOfEntry(entry);
  return (
    <Section
      title="What was the receiver told?"
      subtitle={missingInWords(parts) ?? 'All four parts are there, read from the disclosed fields'}
    >
      <Sbar parts={parts} />
    </Section>
  );
}
