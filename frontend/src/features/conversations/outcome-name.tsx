import { outcomeLooks } from '../../charts/prepare-outcomes';
import css from './conversation.module.css';
import type { Conversation } from './conversation-answer';

const open = { label: 'Open', colour: 'var(--line-strong)' };

/** How an episode ended, in the colour that it has everywhere. */
export function OutcomeName({ outcome }: { outcome: Conversation['episodes'][number]['outcome'] }) {
  const { label, colour } = outcome === null ? open : outcomeLooks[outcome];
  return (
    <>
      <span className={css.swatch} style={{ background: colour }} aria-hidden />
      <span className={css.name}>{label}</span>
    </>
  );
}
