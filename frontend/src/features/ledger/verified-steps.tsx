import { IconCircleCheck, IconCircleX, IconClock, IconHelpCircle } from '@tabler/icons-react';
import css from './ledger.module.css';
import type { EntryVerification, StepResult, VerifiedStep } from './verify-entry';

const names: Record<VerifiedStep['name'], string> = {
  leaf: 'The entry’s bytes give its leaf hash',
  path: 'The path leads to the root',
  checkpoint: 'A checkpoint names the root',
  signature: 'The checkpoint is signed',
};

const signs: Record<StepResult, { icon: typeof IconClock; tone: string | undefined; word: string }> = {
  ok: { icon: IconCircleCheck, tone: css.good, word: 'Checked' },
  failed: { icon: IconCircleX, tone: css.bad, word: 'Failed' },
  unsupported: { icon: IconHelpCircle, tone: css.warn, word: 'Not checked' },
  waiting: { icon: IconClock, tone: css.warn, word: 'Not yet' },
};

/** The verdict, then every step that led to it. */
export function VerifiedSteps({ verification }: { verification: EntryVerification }) {
  const { ok, partial, steps } = verification;
  return (
    <div role="status">
      <p className={`${css.verdict} ${ok ? css.good : partial ? css.warn : css.bad}`}>
        {ok ? 'Verified in this browser' : partial ? 'Verified in part' : 'Not verified'}
      </p>
      <ol className={css.steps}>
        {steps.map(({ name, result, detail }) => {
          const { icon: Icon, tone, word } = signs[result];
          return (
            <li key={name} className={css.step}>
              <Icon size={16} className={tone} role="img" aria-label={word} />
              <span className={css.stepName}>{names[name]}</span>
              <span className={css.detail}>{detail}</span>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
