import { Link } from 'wouter';
import css from './review.module.css';

export const reviewTabs = {
  '': { name: 'Queue', question: 'Is this training data right? What teaches most comes first.' },
  agreement: { name: 'Agreement', question: 'Do two readers say the same?' },
} as const;

export function ReviewTabs({ current }: { current: keyof typeof reviewTabs }) {
  return (
    <nav className={css.tabs} aria-label="Parts of the review">
      {Object.entries(reviewTabs).map(([path, { name }]) => (
        <Link
          key={path}
          href={path === '' ? '/review' : `/review/${path}`}
          className={css.tab}
          aria-current={path === current ? 'page' : undefined}
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}
