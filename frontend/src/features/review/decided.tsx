import { Button } from '@mantine/core';
import { Section } from '../../components/panel';
import { TimeText } from '../../components/time-text';
import type { Answer } from '../../lib/api';
import { counted } from '../../lib/format';
import css from './review.module.css';

type Decision = Answer<'GET /api/review/decisions'>['decisions'][number];

const shown = 5;

const sentences: Record<Decision['verdict'], (decision: Decision) => string> = {
  accept: ({ label }) => `accepted as ${label}`,
  relabel: ({ label }) => `relabelled ${label}`,
  reject: () => 'no training data',
  split: ({ label }) => (label === null ? 'split out' : `split out as ${label}`),
};

interface DecidedProps {
  decisions: readonly Decision[];
  busy: boolean;
  undo: (decision: string) => void;
}

/** What this person decided; each can be taken back. */
export function Decided({ decisions, busy, undo }: DecidedProps) {
  if (decisions.length === 0) return null;
  return (
    <Section
      title="What did you decide?"
      subtitle="Entered with your name; taking back gives it to you again"
    >
      <ul className={css.decisions}>
        {decisions.slice(0, shown).map((decision) => (
          <li key={decision.decision}>
            <span className={decision.undone ? css.undone : undefined}>
              {counted(decision.handoffs, 'example', 'examples')} {sentences[decision.verdict](decision)}
              <span className={css.under}>
                {decision.gap.name} · <TimeText at={decision.at} />
                {decision.undone && ' · taken back'}
              </span>
            </span>
            {!decision.undone && (
              <Button
                size="compact-xs"
                variant="default"
                disabled={busy}
                aria-label={`Undo: ${counted(decision.handoffs, 'example', 'examples')} ${sentences[decision.verdict](decision)}`}
                onClick={() => undo(decision.decision)}
              >
                Undo
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
