import { IconCircleCheck, IconCircleX, IconClock, IconHelpCircle } from '@tabler/icons-react';
import css from '../ledger.module.css';
import type { StepResult, Verification, VerifiedStep } from './verification-steps';

const names: Record<VerifiedStep['name'], string> = {
  leaf: 'The entry’s bytes give its leaf hash',
  path: 'The path leads to the root',
  checkpoint: 'A checkpoint names the root',
  signature: 'The checkpoint is signed',
  ownKey: 'It is signed by the key that you brought',
  older: 'The older checkpoint is signed',
  newer: 'The newer checkpoint is signed',
  history: 'The newer continues the older',
};

const signs: Record<StepResult, { icon: typeof IconClock; tone: string | undefined; word: string }> = {
  ok: { icon: IconCircleCheck, tone: css.good, word: 'Checked' },
  failed: { icon: IconCircleX, tone: css.bad, word: 'Failed' },
  unsupported: { icon: IconHelpCircle, tone: css.warn, word: 'Not checked' },
  waiting: { icon: IconClock, tone: css.warn, word: 'Not yet' },
};

/** The verdict, then every step that led to it. */
export function VerifiedSteps({ verification }: { verification: Verification }) {
  const { ok, partial, steps } = verification;
  return (
    <div role="status">
      <p className={`${css.verdict} ${ok ? css.good : partial ? css.warn : css.bad}`}>
        {ok ? 'Verified in this browser' : partial ? 'Verified in part' : 'Not verified'}
      </p>
      <ol className={css.steps}>
        {steps.map((step) => (
          <StepRow key={step.name} step={step} />
        ))}
      </ol>
    </div>
  );
}

/** One step; opened, it shows what went in and what came out, to be recomputed by hand. */
export function StepRow({ step }: { step: VerifiedStep }) {
  const { icon: Icon, tone, word } = signs[step.result];
  return (
    <li className={css.step}>
      <Icon size={16} className={tone} role="img" aria-label={word} />
      <div className={css.stepBody}>
        <span className={css.stepName}>{names[step.name]}</span>
        <p className={css.detail}>{step.detail}</p>
        {step.parts.length > 0 && (
          <details className={css.parts}>
            <summary>
              Bytes and hashes<span className="unseen"> of: {names[step.name]}</span>
            </summary>
            <dl className={css.partList}>
              {step.parts.map(({ name, text }) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>
                    <pre className={css.bytes}>{text}</pre>
                  </dd>
                </div>
              ))}
            </dl>
          </details>
        )}
      </div>
    </li>
  );
}
