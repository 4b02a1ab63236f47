import { Button } from '@mantine/core';
import { useState } from 'react';
import { Section } from '../../components/panel';
import { TimeText } from '../../components/time-text';
import type { ApiProblem } from '../../lib/api';
import { words } from '../../lib/format';
import { useKeys } from '../handoffs/use-keys';
import css from './adjudication.module.css';
import type { Case } from './plan-words';

const results = [
  { key: 'c', result: 'correct', label: 'Correct', meaning: 'done, and as asked' },
  { key: 'i', result: 'incorrect', label: 'Incorrect', meaning: 'done, but wrong' },
  { key: 'o', result: 'omitted', label: 'Omitted', meaning: 'not done' },
  { key: 'l', result: 'late', label: 'Late', meaning: 'done after it was due' },
  { key: 'n', result: 'unknown', label: 'Cannot tell', meaning: 'nothing here says it' },
] as const;
const causes = [
  'context_missing',
  'context_wrong',
  'compressed',
  'misrouted',
  'agent_error',
  'system_error',
  'customer_changed_mind',
] as const;

const isWrong = (result: string | null) =>
  result === 'incorrect' || result === 'omitted' || result === 'late';

interface JudgeProps {
  shown: Case;
  onGive: (result: string, cause?: string) => void;
  busy: boolean;
  problem: ApiProblem | null;
}

/** Result and cause, each by one key. What is right or cannot be told is sent at once; what is wrong asks why. */
export function Judge({ shown, onGive, busy, problem }: JudgeProps) {
  const [result, setResult] = useState<string | null>(null);
  const choose = (chosen: string) => {
    if (busy) return;
    if (isWrong(chosen)) setResult(chosen);
    else onGive(chosen);
  };
  const blame = (cause?: string) => {
    if (result && !busy) onGive(result, cause);
  };
  useKeys({
    ...Object.fromEntries(results.map(({ key, result: one }) => [key, () => choose(one)])),
    ...Object.fromEntries(causes.map((cause, i) => [String(i + 1), () => blame(cause)])),
    '0': () => blame(),
    Escape: () => setResult(null),
  });
  return (
    <div className={css.judge}>
      <Section
        title={shown.pass === 2 ? 'A second reading' : 'What became of it?'}
        subtitle={
          shown.pass === 2
            ? 'Somebody has judged it; what they said is not shown'
            : 'It is entered with your name'
        }
      >
        <div className={css.stack}>
          <Asked shown={shown} />
          <Choices
            legend="Result"
            options={results.map((one) => ({ ...one, value: one.result }))}
            chosen={result}
            onChoose={choose}
            busy={busy}
          />
          {isWrong(result) && (
            <>
              <Choices
                legend="Why? (0: nobody knows)"
                options={causes.map((cause, i) => ({
                  key: String(i + 1),
                  value: cause,
                  label: words(cause),
                }))}
                chosen={null}
                onChoose={blame}
                busy={busy}
              />
              <Button
                variant="default"
                size="xs"
                onClick={() => blame()}
                disabled={busy}
                aria-keyshortcuts="0"
              >
                Without a cause (0)
              </Button>
            </>
          )}
          {problem && (
            <p role="alert" className={css.bad}>
              Not entered: {problem.detail ?? problem.title}
            </p>
          )}
        </div>
      </Section>
    </div>
  );
}

function Asked({ shown }: { shown: Case }) {
  const { judged, erased } = shown;
  return (
    <div>
      <p className={css.asked}>
        {judged.description ?? (judged.kind ? words(judged.kind) : 'A required action')}
      </p>
      <span className={css.soft}>
        {[judged.kind, judged.promised && 'promised to the customer'].filter(Boolean).join(' · ')}
        {judged.dueAt && (
          <>
            {' '}
            · due <TimeText at={judged.dueAt} />
          </>
        )}
      </span>
      {erased && (
        <p className={css.warn}>The words of this customer were erased: only “cannot tell” can be entered.</p>
      )}
    </div>
  );
}

interface ChoicesProps {
  legend: string;
  options: readonly { key: string; value: string; label: string; meaning?: string }[];
  chosen: string | null;
  onChoose: (value: string) => void;
  busy: boolean;
}

function Choices({ legend, options, chosen, onChoose, busy }: ChoicesProps) {
  return (
    <fieldset className={css.choices}>
      <legend className={css.legend}>{legend}</legend>
      {options.map(({ key, value, label, meaning }) => (
        <button
          key={value}
          type="button"
          className={css.choice}
          aria-pressed={chosen === value}
          aria-keyshortcuts={key}
          disabled={busy}
          onClick={() => onChoose(value)}
        >
          <span className={css.key} aria-hidden>
            {key}
          </span>
          <span>
            {label}
            {meaning && <span className={css.soft}> {meaning}</span>}
          </span>
        </button>
      ))}
    </fieldset>
  );
}
