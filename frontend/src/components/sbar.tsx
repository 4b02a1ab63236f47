import classes from './sbar.module.css';

export const sbarLetters = ['situation', 'background', 'assessment', 'recommendation'] as const;
export type SbarLetter = (typeof sbarLetters)[number];

/** One part of the summary: its words, or why there are none. */
export type SbarPart = { state: 'given'; text: string } | { state: 'missing' | 'withheld' | 'erased' };
export type SbarParts = Record<SbarLetter, SbarPart>;

const names: Record<SbarLetter, string> = {
  situation: 'Situation',
  background: 'Background',
  assessment: 'Assessment',
  recommendation: 'Recommendation',
};
const silence: Record<Exclude<SbarPart['state'], 'given'>, string> = {
  missing: 'Missing: nothing was handed over',
  withheld: 'Withheld: consent does not cover the summary',
  erased: 'Erased',
};

/** What is missing, in a line; null when all four are there. */
export function missingInWords(parts: SbarParts): string | null {
  const missing = sbarLetters.filter((letter) => parts[letter].state === 'missing');
  if (missing.length === 0) return null;
  if (missing.length === sbarLetters.length) return 'All four parts are missing';
  return `Missing: ${missing.join(', ')}`;
}

/** Situation, background, assessment, recommendation: what the receiver was told, and what not. */
export function Sbar({ parts }: { parts: SbarParts }) {
  return (
    <dl className={classes.parts}>
      {sbarLetters.map((letter) => {
        const part = parts[letter];
        return (
          <div key={letter} className={classes.part}>
            <dt className={classes.name}>{names[letter]}</dt>
            <dd className={part.state === 'given' ? classes.words : classes[part.state]}>
              {part.state === 'given' ? part.text : silence[part.state]}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
