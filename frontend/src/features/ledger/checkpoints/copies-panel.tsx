import { IconAlertTriangle, IconCircleCheck, IconClock } from '@tabler/icons-react';
import { Section } from '../../../components/panel';
import { Empty } from '../../../components/state';
import { TimeText } from '../../../components/time-text';
import type { Answer } from '../../../lib/api';
import { count, counted } from '../../../lib/format';
import css from '../ledger.module.css';
import { behindBy, isWell } from './copies-state';

type Status = Answer<'GET /api/ledger'>;
type Copy = Status['copies'][number];

const kinds: Record<Copy['kind'], string> = { folder: 'Folder', s3: 'Bucket', webhook: 'Webhook' };

/** Places outside the database that every checkpoint is written to, and whether it arrived. */
export function CopiesPanel({ status }: { status: Status }) {
  const { copies, checkpoint } = status;
  return (
    <Section
      title="Who else keeps them?"
      subtitle="A copy outside the database shows a rollback that the database itself would hide"
      flush={copies.length > 0}
    >
      {copies.length === 0 ? (
        <Empty title="Nobody yet">
          Whoever rules the database and the signing key could rewrite the past unseen. Name a folder, a
          bucket or a webhook in the server’s settings; until then, keep the note beside this yourself.
        </Empty>
      ) : (
        <ul className={css.fields}>
          {copies.map((copy) => (
            <CopyRow key={`${copy.kind} ${copy.where}`} copy={copy} checkpoint={checkpoint} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function CopyRow({ copy, checkpoint }: { copy: Copy; checkpoint: Status['checkpoint'] }) {
  const behind = behindBy(copy, checkpoint);
  const well = isWell(copy);
  const [Icon, tone, word] = well
    ? ([
        IconCircleCheck,
        css.good,
        behind === 0 ? 'up to date' : `${counted(behind, 'entry', 'entries')} behind`,
      ] as const)
    : copy.problem === null
      ? ([IconClock, css.warn, 'nothing arrived yet'] as const)
      : ([IconAlertTriangle, css.bad, 'failing'] as const);
  return (
    <li className={css.field}>
      <div className={css.fieldHead}>
        <span className={css.pointer}>{copy.where}</span>
        <span className={`${css.fieldSign} ${tone}`}>
          <Icon size={14} aria-hidden /> {word}
        </span>
      </div>
      <p className={css.soft}>
        {kinds[copy.kind]}
        {copy.size !== null && copy.at !== null && (
          <>
            ; newest of {count(copy.size)} entries, written <TimeText at={copy.at} />
          </>
        )}
      </p>
      {copy.problem !== null && <p className={css.bad}>{copy.problem}</p>}
    </li>
  );
}
