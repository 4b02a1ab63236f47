import { Section } from '../../components/panel';
import { missingInWords, Sbar, type SbarPart, type SbarParts, sbarLetters } from '../../components/sbar';
import type { Handoff } from './handoff-answer';

/** The four parts of the summary that travelled with a handoff. */
export function sbarOfHandoff({ context }: Pick<Handoff, 'context'>): SbarParts {
  const part = (letter: string): SbarPart => {
    const field = context.find(({ name }) => name === `summary.${letter}`);
    if (!field?.travelled) return { state: 'missing' };
    if (field.withheld) return { state: 'withheld' };
    return field.value === null ? { state: 'erased' } : { state: 'given', text: field.value };
  };
  return Object.fromEntries(sbarLetters.map((letter) => [letter, part(letter)])) as SbarParts;
}

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
