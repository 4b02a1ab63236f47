import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Failure } from '../../../components/state';
import { useSend } from '../../../lib/queries';
import css from '../ledger.module.css';
import { ErasureExtent } from './erasure-extent';
import { ErasureResult } from './erasure-result';
import { type Ground, grounds } from './erasure-words';
import { StepLine } from './step-line';
import { noSubject, SubjectFields, subjectOf } from './subject-fields';

const stepNames = ['Whose', 'What goes', 'Why', 'Confirm', 'Done'];
const lookSteps = ['Whose', 'What would go'];

/** From a subject to its erasure: nothing is erased before it was shown, grounded and typed again. */
export function ErasureSteps({ mayErase }: { mayErase: boolean }) {
  const [step, setStep] = useState(0);
  const [draft, setDraft] = useState(noSubject);
  const [ground, setGround] = useState<Ground>('request');
  const [reason, setReason] = useState('');
  const preview = useSend('POST /api/ledger/erasures/preview');
  const erase = useSend('POST /api/ledger/erasures', [
    'GET /api/ledger/erasures',
    'GET /api/ledger',
    'GET /api/ledger/entries',
  ]);
  const subject = subjectOf(draft);
  const look = async (): Promise<void> => {
    if (!subject) return;
    await preview.mutateAsync({ body: { subject } });
    setStep(1);
  };
  const carryOut = async (): Promise<void> => {
    if (!subject) return;
    await erase.mutateAsync({ body: { subject, ground, reason: reason.trim() || undefined } });
    setStep(4);
  };
  const again = () => {
    setDraft(noSubject);
    setReason('');
    setStep(0);
  };
  return (
    <div className={css.stack}>
      <StepLine names={mayErase ? stepNames : lookSteps} current={step} />
      {step === 0 && (
        <form
          className={css.stack}
          onSubmit={(event) => {
            event.preventDefault();
            void look().catch(() => undefined);
          }}
        >
          <SubjectFields kinds={['customer', 'conversation', 'actor']} draft={draft} onChange={setDraft} />
          {preview.error && <Failure problem={preview.error} />}
          <div className={css.buttons}>
            <Button type="submit" disabled={!subject} loading={preview.isPending}>
              Show what would go
            </Button>
          </div>
        </form>
      )}
      {step === 1 && preview.data && (
        <>
          <ErasureExtent preview={preview.data} />
          <div className={css.buttons}>
            <Button variant="default" onClick={() => setStep(0)}>
              Back
            </Button>
            {mayErase ? (
              <Button onClick={() => setStep(2)} disabled={preview.data.holds.length > 0}>
                Go on
              </Button>
            ) : (
              <span className={css.soft}>An administrator can carry it out.</span>
            )}
          </div>
        </>
      )}
      {step === 2 && (
        <>
          <NativeSelect
            label="Ground"
            description="Recorded in the ledger for ever"
            value={ground}
            onChange={(event) => setGround(event.currentTarget.value as Ground)}
            data={Object.entries(grounds).map(([value, label]) => ({ value, label }))}
          />
          <Textarea
            label="Reason"
            description="In your words, if the ground does not say it all. Do not name the person."
            maxLength={1000}
            autosize
            minRows={2}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <div className={css.buttons}>
            <Button variant="default" onClick={() => setStep(1)}>
              Back
            </Button>
            <Button onClick={() => setStep(3)}>Go on</Button>
          </div>
        </>
      )}
      {step === 3 && (
        <Confirm
          id={draft.id.trim()}
          pending={erase.isPending}
          onBack={() => setStep(2)}
          onConfirm={() => void carryOut().catch(() => undefined)}
        >
          {erase.error && <Failure problem={erase.error} />}
        </Confirm>
      )}
      {step === 4 && erase.data && <ErasureResult done={erase.data} onAgain={again} />}
    </div>
  );
}

interface ConfirmProps {
  id: string;
  pending: boolean;
  onBack: () => void;
  onConfirm: () => void;
  children: ReactNode;
}

function Confirm({ id, pending, onBack, onConfirm, children }: ConfirmProps) {
  const [typed, setTyped] = useState('');
  return (
    <form
      className={css.stack}
      onSubmit={(event) => {
        event.preventDefault();
        if (typed.trim() === id) onConfirm();
      }}
    >
      <p className={css.bad}>This cannot be undone, by anybody: the keys are destroyed.</p>
      <TextInput
        label="Type the id again"
        description="To the letter, as before"
        value={typed}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {children}
      <div className={css.buttons}>
        <Button variant="default" onClick={onBack}>
          Back
        </Button>
        <Button type="submit" className={css.danger} disabled={typed.trim() !== id} loading={pending}>
          Erase
        </Button>
      </div>
    </form>
  );
}
