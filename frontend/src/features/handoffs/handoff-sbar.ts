import { type SbarPart, type SbarParts, sbarLetters } from '../../components/sbar-parts';
import type { Handoff } from './handoff-answer';

/** The four parts of the summary that travelled with a handoff. */
export function sbarOfHandoff({ context }: Pick<Handoff, 'context'>): SbarParts {
  const isTold = context.every(({ travelled }) => travelled !== null);
  const part = (letter: string): SbarPart => {
    if (!isTold) return { state: 'unknown' };
    const field = context.find(({ name }) => name === `summary.${letter}`);
    if (!field?.travelled) return { state: 'missing' };
    if (field.withheld) return { state: 'withheld' };
    return field.value === null ? { state: 'erased' } : { state: 'given', text: field.value };
  };
  return Object.fromEntries(sbarLetters.map((letter) => [letter, part(letter)])) as SbarParts;
}
