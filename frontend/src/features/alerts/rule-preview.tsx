import { useDebouncedValue } from '@mantine/hooks';
import { valueText } from '../../../../backend/src/contract/rule-sentence.js';
import { Spark } from '../../charts/spark';
import { Failure, Loading } from '../../components/state';
import type { Answer } from '../../lib/api';
import { dateTime } from '../../lib/format';
import { useQuestion } from '../../lib/queries';
import { useFilters } from '../../lib/use-filters';
import css from './alerts.module.css';
import type { bodyOf } from './rule-draft';
import { unknownWords } from './rule-words';

type Preview = Answer<'POST /api/alerts/rules/preview'>;

/** Firings that are named one by one. */
const named = 6;

/** What the rule would have done in the last 30 days; computed anew a moment after each change. */
export function RulePreview({ body }: { body: ReturnType<typeof bodyOf> }) {
  const [asked] = useDebouncedValue(body, 400);
  const question = asked && {
    body: { condition: asked.condition, raiseAfter: asked.raiseAfter, resolveAfter: asked.resolveAfter },
  };
  const { data, error, isPlaceholderData, refetch } = useQuestion('POST /api/alerts/rules/preview', question);
  if (!body) return <div className={css.preview}>Fill in the sentence to see what it would have done.</div>;
  if (error) return <Failure problem={error} retry={refetch} />;
  if (!data) return <Loading height={132} />;
  return (
    <section className={css.preview} aria-label="Preview" aria-busy={isPlaceholderData || asked !== body}>
      <Verdict preview={data} />
    </section>
  );
}

const times = (count: number) => (count === 0 ? 'not once' : count === 1 ? 'once' : `${count} times`);

function Verdict({ preview }: { preview: Preview }) {
  const { firings, windows, unknown, last, unit, values, sentence } = preview;
  return (
    <>
      <p className={css.previewSentence}>{sentence}</p>
      <p className={css.previewCount}>
        In the last 30 days this would have fired <b>{times(firings.length)}</b>.
      </p>
      <div className={css.previewRow}>
        <Spark
          values={values.map(({ value }) => value)}
          width={260}
          height={44}
          label="Values of the last 30 days"
        />
        <p className={css.soft}>
          {last && last.verdict !== 'unknown' && (
            <>
              Now <b>{valueText(last.value, unit)}</b>
              {last.low !== null && last.high !== null && (
                <>
                  {' '}
                  (95 % interval {valueText(last.low, unit)} to {valueText(last.high, unit)})
                </>
              )}
              .{' '}
            </>
          )}
          {last?.why && <>Now nobody can tell: {unknownWords[last.why]}. </>}
          {unknown > 0 && (
            <>
              Of {windows} windows {unknown} say nothing.{' '}
            </>
          )}
          By what is known now.
        </p>
      </div>
      <Firings firings={firings} />
    </>
  );
}

function Firings({ firings }: { firings: Preview['firings'] }) {
  const { zone } = useFilters();
  const latest = firings.slice(-named).reverse();
  if (latest.length === 0) return null;
  return (
    <ul className={css.firings}>
      {latest.map(({ from, to }) => (
        <li key={from}>
          {dateTime(from, zone)} to {to ? dateTime(to, zone) : 'now'}
        </li>
      ))}
      {firings.length > named && <li>and {firings.length - named} before</li>}
    </ul>
  );
}
