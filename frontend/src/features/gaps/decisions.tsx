import { Button } from '@mantine/core';
import { Link } from 'wouter';
import { trainers } from '../../../../backend/src/contract/roles.js';
import { Section } from '../../components/panel';
import { TimeText } from '../../components/time-text';
import { counted } from '../../lib/format';
import { useMay } from '../../lib/session';
import { useFilters } from '../../lib/use-filters';
import { GapPicker } from './gap-picker';
import type { Gap } from './gap-words';
import css from './gaps.module.css';
import { useDecide } from './use-decide';

type Decision = Gap['decisions'][number];

const escalations = (decision: Decision) => counted(decision.handoffs, 'escalation', 'escalations');

/** Each decision as a person would say it. */
const sentences: Record<Decision['kind'], (decision: Decision) => string> = {
  named: ({ words }) => `Named “${words ?? ''}”`,
  dismissed: ({ words }) => `Dismissed: ${words ?? ''}`,
  restored: () => 'Dismissal taken back',
  merged: () => 'Merged into another gap',
  split: (decision) => `${escalations(decision)} split off`,
  moved: (decision) => `${escalations(decision)} moved here`,
  accepted: (decision) => `${escalations(decision)} said to belong here`,
  rejected: (decision) => `${escalations(decision)} said not to belong here`,
  undone: () => 'A decision taken back',
  labelled: (decision) => `${escalations(decision)} reviewed as ${decision.words ?? 'examples'}`,
  withheld: (decision) => `${escalations(decision)} reviewed: no training data`,
};

/** What people decided about the gap; each can be taken back. */
export function Decisions({ gap }: { gap: Gap }) {
  const may = useMay(trainers);
  const { carried } = useFilters();
  const decide = useDecide(gap);
  return (
    <Section
      title="What did people decide?"
      subtitle={
        gap.decisions.length === 0
          ? 'Nothing yet: the engine alone made this gap'
          : 'Kept whatever the next run finds'
      }
    >
      <ul className={css.plain}>
        {gap.decisions.map((decision) => (
          <li key={decision.id} className={css.decision}>
            <span className={decision.withdrawn ? css.withdrawn : undefined}>
              {sentences[decision.kind](decision)}
            </span>
            <span className={css.under}>
              <TimeText at={decision.at} />
              {decision.otherGap && decision.otherGap !== gap.id && (
                <>
                  {' '}
                  <Link href={`/gaps/${decision.otherGap}${carried}`}>the other gap</Link>
                </>
              )}
              {decision.withdrawn && ' · taken back'}
            </span>
            {may && !decision.withdrawn && decision.kind !== 'undone' && (
              <Button
                size="compact-xs"
                variant="subtle"
                disabled={decide.pending}
                onClick={() => void decide.undo(decision.id)}
              >
                Take back
              </Button>
            )}
          </li>
        ))}
      </ul>
      {decide.failure && (
        <p role="alert" className={css.bad}>
          {decide.failure}
        </p>
      )}
    </Section>
  );
}

/** Merges this gap into another. */
export function MergeGap({ gap, onMerged }: { gap: Gap; onMerged: (into: string) => void }) {
  const decide = useDecide(gap);
  return (
    <GapPicker
      gap={gap}
      target={(open) => (
        <Button variant="default" onClick={open}>
          Merge
        </Button>
      )}
      label="Merge into"
      description="All its escalations go there, now and in every run to come. It can be taken back."
      action="Merge"
      failure={decide.failure}
      pending={decide.pending}
      choose={async (into) => {
        const merged = await decide.merge(into);
        if (merged) onMerged(into);
        return merged !== null;
      }}
    />
  );
}
