import { Link } from 'wouter';
import { TimeText } from '../../../components/time-text';
import type { Answer } from '../../../lib/api';
import { count } from '../../../lib/format';
import css from '../ledger.module.css';

type Preview = Answer<'POST /api/ledger/erasures/preview'>;

/** What an erasure would take away, what it cannot reach, and what hinders it. */
export function ErasureExtent({ preview }: { preview: Preview }) {
  const { entries, conversations, handoffs, keys, examples, datasets, exports, holds } = preview;
  const isNothing = entries + keys + examples === 0;
  return (
    <div className={css.stack} role="status">
      {holds.length > 0 && (
        <div className={css.evidence}>
          <p className={css.bad}>Under legal hold: it would be refused, and the refusal recorded.</p>
          <ul className={css.plainList}>
            {holds.map((hold) => (
              <li key={hold.id}>
                {hold.reference}: {hold.reason} (placed <TimeText at={hold.placedAt} /> by {hold.placedBy})
              </li>
            ))}
          </ul>
        </div>
      )}
      {isNothing && (
        <p className={css.warn}>
          Nothing in the ledger can be opened for this id. Check that it is whole and exact.
        </p>
      )}
      <dl className={css.facts}>
        <dt>Ledger entries</dt>
        <dd>{count(entries)} can no longer be opened; their hashes and open fields stay</dd>
        <dt>Conversations</dt>
        <dd>
          {count(conversations)}, with {count(handoffs)} handoffs
        </dd>
        <dt>Keys</dt>
        <dd>{count(keys)} destroyed</dd>
        <dt>Rows of datasets</dt>
        <dd>{count(examples)} taken out of those that are held here</dd>
      </dl>
      <ReachedCopies datasets={datasets} exports={exports} />
    </div>
  );
}

/** Datasets that lose rows, and what has left Baton and has to be called back by people. */
export function ReachedCopies({ datasets, exports }: Pick<Preview, 'datasets' | 'exports'>) {
  return (
    <>
      {datasets.length > 0 && (
        <div>
          <h3 className={css.smallHead}>Datasets that lose rows</h3>
          <ul className={css.plainList}>
            {datasets.map(({ id, name, version, examples }) => (
              <li key={id}>
                <Link href={`/datasets/${id}`}>
                  {name} v{version}
                </Link>
                : {count(examples)} rows
              </li>
            ))}
          </ul>
        </div>
      )}
      {exports.length > 0 && (
        <div>
          <h3 className={css.smallHead}>Already left Baton: tell whoever has them</h3>
          <ul className={css.plainList}>
            {exports.map(({ kind, id, name, format, at, by }) => (
              <li key={`${kind} ${id} ${at}`}>
                {name}
                {format && ` (${format})`}, <TimeText at={at} />
                {by && ` by ${by}`}
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}
