import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { TimeText } from '../../components/time-text';
import type { Answer } from '../../lib/api';
import { count, counted, nothing } from '../../lib/format';
import { copiesState } from './checkpoints/copies-state';
import { Problems } from './problems';
import css from './status-line.module.css';

type Status = Answer<'GET /api/ledger'>;
type Tone = 'good' | 'warn' | 'bad' | undefined;

/** The ledger in one line: how much, signed when, checked when, kept where, guarded how. */
export function StatusLine({ status }: { status: Status }) {
  const { lastVerification } = status;
  return (
    <div className={css.frame}>
      <div className={css.tiles}>
        <Entries status={status} />
        <LastCheckpoint status={status} />
        <LastVerification verification={lastVerification} />
        <Copies status={status} />
        <Privileges state={status.privileges} />
      </div>
      {lastVerification && !lastVerification.ok && (
        <div className={css.problems} role="alert">
          <p className={css.problemsTitle}>The last full verification found what must not be</p>
          <Problems problems={lastVerification.problems} />
        </div>
      )}
    </div>
  );
}

function Entries({ status }: { status: Status }) {
  const { entries, conflicts, firstAt, lastAt } = status;
  return (
    <Tile name="Entries" value={count(entries)}>
      {firstAt && lastAt ? (
        <>
          last <TimeText at={lastAt} />, first <TimeText at={firstAt} />
        </>
      ) : (
        'nothing has been sent yet'
      )}
      {conflicts > 0 && `; ${count(conflicts)} refused: same id, other content`}
    </Tile>
  );
}

function LastCheckpoint({ status: { checkpoint, pending } }: { status: Status }) {
  return (
    <Tile name="Last checkpoint" value={checkpoint ? count(checkpoint.size) : nothing}>
      {checkpoint ? (
        <>
          signed <TimeText at={checkpoint.signedAt} />
          {pending > 0 && `, ${counted(pending, 'entry waits', 'entries wait')} for the next`}
        </>
      ) : (
        'signed with the first entry'
      )}
    </Tile>
  );
}

function LastVerification({ verification }: { verification: Status['lastVerification'] }) {
  if (!verification)
    return (
      <Tile name="Last full verification" value="Never">
        an auditor can run it here, or with <code>baton verify</code>
      </Tile>
    );
  return (
    <Tile
      name="Last full verification"
      value={verification.ok ? 'Holds' : 'Fails'}
      tone={verification.ok ? 'good' : 'bad'}
    >
      <TimeText at={verification.at} />
      {verification.by && ` by ${verification.by}`}, {count(verification.entries)} entries re-derived;{' '}
      <Link href="/ledger?type=ledger.verified">all runs</Link>
    </Tile>
  );
}

function Copies({ status }: { status: Status }) {
  const { tone, value, words } = copiesState(status);
  return (
    <Tile name="Copies outside" value={value} tone={tone}>
      {words} <Link href="/ledger/checkpoints">Where</Link>
    </Tile>
  );
}

function Privileges({ state }: { state: Status['privileges'] }) {
  const { separated, role, warnings } = state;
  return (
    <Tile
      name="Database privileges"
      value={separated ? 'Separated' : 'Not separated'}
      tone={separated ? 'good' : 'warn'}
    >
      {separated ? 'the service may only add' : 'the service could change the past'}
      {role && (
        <>
          ; it connects as <code>{role}</code>
        </>
      )}
      {warnings.length > 0 && (
        <details>
          <summary>{warnings.length === 1 ? '1 warning' : `${warnings.length} warnings`}</summary>
          <ul className={css.warnings}>
            {warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </details>
      )}
    </Tile>
  );
}

interface TileProps {
  name: string;
  value: ReactNode;
  tone?: Tone;
  children: ReactNode;
}

function Tile({ name, value, tone, children }: TileProps) {
  return (
    <div className={css.tile}>
      <div className={css.name}>{name}</div>
      <div className={`${css.value} ${tone ? css[tone] : ''}`}>{value}</div>
      <div className={css.words}>{children}</div>
    </div>
  );
}
