import { Link } from 'wouter';
import { Panel, Section } from '../../components/panel';
import { TimeText } from '../../components/time-text';
import type { Answer } from '../../lib/api';
import { useRoute } from '../../lib/queries';
import { CopyLine } from './copy-line';
import css from './ledger.module.css';

type Key = Answer<'GET /api/ledger/keys'>[number];

/** Keys that sign or signed checkpoints, and how one follows another. */
export default function KeysPage() {
  const keys = useRoute('GET /api/ledger/keys', {});
  return (
    <>
      <Panel
        title="Which keys sign?"
        subtitle="Keep a copy elsewhere: a key that only this server states proves nothing against this server"
        query={keys}
        height={160}
        flush
      >
        {(rows) => (
          <ul className={css.fields}>
            {rows.map((key) => (
              <KeyRow key={key.vkey} signingKey={key} />
            ))}
          </ul>
        )}
      </Panel>
      <Section title="How does one key follow another?">
        <ol className={css.prose}>
          <li>
            An administrator runs <code>baton key rotate</code> on the server and starts the service again.
          </li>
          <li>
            The ledger announces the new key in an entry of type{' '}
            <Link href="/ledger?type=key.rotated">key.rotated</Link>, which the old key signs with its
            checkpoint.
          </li>
          <li>
            For 90 days, unless told otherwise, checkpoints carry both signatures. Take the new key over in
            that time, and only when a checkpoint that the old key signed covers its announcement.
          </li>
          <li>
            Then the old key stops signing. What it signed stays true: keep it with your old checkpoints.
          </li>
        </ol>
      </Section>
    </>
  );
}

function KeyRow({ signingKey }: { signingKey: Key }) {
  const { vkey, since, entry, signs } = signingKey;
  return (
    <li className={css.field}>
      <div className={css.fieldHead}>
        <span className={css.soft}>
          {since === null ? (
            'since the log began'
          ) : (
            <>
              since <TimeText at={since} />
            </>
          )}
          {entry !== null && (
            <>
              , announced by <Link href={`/ledger/entries/${entry}`}>entry {entry}</Link>
            </>
          )}
        </span>
        <span className={signs ? css.good : css.soft}>{signs ? 'signs' : 'no longer signs'}</span>
      </div>
      <CopyLine label="Verifier key" text={vkey} />
    </li>
  );
}
