import { Section } from '../../components/panel';
import { Sbar } from '../../components/sbar';
import { missingInWords } from '../../components/sbar-parts';
import type { Handoff } from './handoff-answer';
import { sbarOfHandoff } from './handoff-sbar';

/** What the receiver was told in words. */
export function Summary({ handoff }: { handoff: Handoff }) {
  const parts = sbarOfHandoff(handoff);
  return (
    <Section
      title="What was the receiver told?"
      subtitle={missingInWords(parts) ?? 'All four parts are there'}
    >
      <Sbar parts={parts} />
    </Section>
  );
}
