import classes from './sbar.module.css';
import { type SbarLetter, type SbarPart, type SbarParts, sbarLetters } from './sbar-parts';

const names: Record<SbarLetter, string> = {
  situation: 'Situation',
  background: 'Background',
  assessment: 'Assessment',
  recommendation: 'Recommendation',
};
const silence: Record<Exclude<SbarPart['state'], 'given'>, string> = {
  missing: 'Missing: the handoff says nothing of it',
  unknown: 'Not known',
  withheld: 'Withheld: consent does not cover the summary',
  erased: 'Erased',
};

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
