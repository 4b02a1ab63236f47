import { Button, Select } from '@mantine/core';
import { Link } from 'wouter';
import { Section } from '../../components/panel';
import { Empty, Failure, Loading } from '../../components/state';
import { count, counted } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import { useUrlState } from '../../lib/use-url-state';
import { useKeys } from '../handoffs/use-keys';
import { Decided } from './decided';
import { ItemContext } from './item-context';
import { ItemView } from './item-view';
import css from './review.module.css';
import { kindNames, type Left, leftText, type Progress, reviewKinds } from './review-words';
import { type Asked, useClaim, useReview } from './use-review';

/** One item at a time, with what speaks for it; progress and undo stand above. */
export function Queue() {
  const [kind, setKind] = useUrlState<Asked['kind']>('kind', 'all', ['all', ...reviewKinds]);
  const [gap, setGap] = useUrlState('gap', '');
  const { data: claim, error, again, isPlaceholderData } = useClaim({ kind, gap });
  const progress = useRoute('GET /api/review', {});
  const mine = useRoute('GET /api/review/decisions', { query: {} });
  const review = useReview();
  const last = mine.data?.decisions.find(({ undone }) => !undone);
  const then = (done: boolean) => {
    if (done) again();
  };
  const undo = (decision: string) => {
    if (!review.busy) void review.undo(decision).then(then);
  };
  useKeys({ z: () => last && undo(last.decision), u: () => last && undo(last.decision) });
  if (error) return <Failure problem={error} retry={again} />;
  if (!claim) return <Loading height={520} />;
  const [item] = claim.items;
  return (
    <div className={css.stack}>
      <div className={css.row}>
        {gap === '' ? (
          <Meter left={claim.left} progress={progress.data} holds={item !== undefined} />
        ) : (
          <span className={css.soft} role="status">
            {item ? 'After this, left of this gap: ' : 'Left of this gap: '}
            {leftText(claim.left) || 'nothing'}.
          </span>
        )}
        <Select
          size="xs"
          aria-label="What is asked"
          className={css.kinds}
          allowDeselect={false}
          value={kind}
          onChange={(next) => setKind((next ?? 'all') as Asked['kind'])}
          data={[
            { value: 'all', label: 'What teaches most' },
            ...reviewKinds.map((one) => ({ value: one, label: `Only: ${kindNames[one].toLowerCase()}` })),
          ]}
        />
        <Button
          variant="default"
          size="xs"
          disabled={!last}
          loading={review.busy}
          onClick={() => last && undo(last.decision)}
          aria-keyshortcuts="z"
        >
          Undo the last (z)
        </Button>
      </div>
      {gap !== '' && (
        <p className={css.note}>
          Only of <Link href={`/gaps/${gap}`}>{item?.gap.id === gap ? item.gap.name : 'one gap'}</Link>.{' '}
          <button type="button" className={css.link} onClick={() => setGap('')}>
            Review all gaps
          </button>
          {' · '}
          <Link href={`/datasets/new?gap=${gap}`}>Build a dataset of it</Link>
        </p>
      )}
      {review.failure && (
        <p role="alert" className={css.warn}>
          Not entered: {review.failure}{' '}
          {review.lost && (
            <button type="button" className={css.link} onClick={again}>
              Next one
            </button>
          )}
        </p>
      )}
      {item ? (
        <div className={css.columns} aria-busy={isPlaceholderData || undefined}>
          <div className={css.stack}>
            <ItemView
              key={`${item.id} ${item.members.length}`}
              item={item}
              busy={review.busy || isPlaceholderData}
              decide={(said) => void review.decide(item.id, said).then(then)}
              skip={() => void review.skip(item.id).then(then)}
            />
          </div>
          <div className={css.stack}>
            <ItemContext item={item} />
            <Decided decisions={mine.data?.decisions ?? []} busy={review.busy} undo={undo} />
          </div>
        </div>
      ) : (
        <Nothing left={claim.left} progress={progress.data} asked={{ kind, gap }} all={() => setKind('all')}>
          <Decided decisions={mine.data?.decisions ?? []} busy={review.busy} undo={undo} />
        </Nothing>
      )}
    </div>
  );
}

/** Examples that were decided, of all that there are to decide. */
function Meter({ left, progress, holds }: { left: Left; progress: Progress | undefined; holds: boolean }) {
  const open = left.coreExamples + left.edge + left.suspect;
  const done = progress?.decided.examples ?? 0;
  return (
    <>
      <div className={css.meter} aria-hidden>
        <span style={{ width: `${(100 * done) / Math.max(1, done + open)}%` }} />
      </div>
      <span className={css.soft} role="status">
        {holds ? 'After this, left: ' : 'Left: '}
        {leftText(left) || 'nothing'}.
        {progress && done > 0 && (
          <>
            {' '}
            {counted(progress.decided.decisions, 'decision', 'decisions')} settled{' '}
            {counted(done, 'example', 'examples')}.
          </>
        )}
      </span>
    </>
  );
}

interface NothingProps {
  left: Left;
  progress: Progress | undefined;
  asked: Asked;
  all: () => void;
  children: React.ReactNode;
}

/** Nothing to review, and when there will be. */
function Nothing({ left, progress, asked: { kind, gap }, all, children }: NothingProps) {
  const others = leftText(left);
  return (
    <div className={css.columns}>
      <Section title="Nothing is left for you">
        <Empty
          title={
            progress?.asOf ? 'All of it is decided, or others are at it' : 'There are no gaps to review yet'
          }
          action={
            kind !== 'all' && others !== '' ? (
              <Button variant="default" onClick={all}>
                Review what teaches most
              </Button>
            ) : (
              <Button
                component={Link}
                href={gap === '' ? '/datasets/new' : `/datasets/new?gap=${gap}`}
                variant="default"
              >
                Build a dataset
              </Button>
            )
          }
        >
          {progress?.asOf
            ? `What others hold comes back after a quarter of an hour. New escalations come in as the bot hands over${
                progress.waiting > 0 ? `: ${count(progress.waiting)} wait to be sorted into gaps now` : ''
              }.`
            : 'The queue fills within a minute after gaps were found in escalations with words.'}
        </Empty>
      </Section>
      <div className={css.stack}>{children}</div>
    </div>
  );
}
