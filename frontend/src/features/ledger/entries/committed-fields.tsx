import { IconCircleCheck, IconCircleX, IconEyeOff, IconLock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Section } from '../../../components/panel';
import { Empty } from '../../../components/state';
import css from '../ledger.module.css';
import { checkField, type FieldCheck } from '../verify/check-commitment';
import type { Entry } from './entry-answer';

type Field = Entry['fields'][number];

/** Personal fields: the entry holds only a commitment; value and salt open it until they are erased. */
export function CommittedFields({ entry }: { entry: Entry }) {
  const { data: checks } = useQuery({
    queryKey: ['checked fields', entry.index, entry.leafHash, entry.erased],
    queryFn: () => Promise.all(entry.fields.map((field) => checkField(field, entry.entry))),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Section
      title="What is committed?"
      subtitle={
        entry.erased
          ? 'The values were erased: the commitments stay, so that the proof still holds'
          : 'Each value and its salt are hashed here and compared with the commitment in the entry'
      }
      flush={entry.fields.length > 0}
    >
      {entry.fields.length === 0 ? (
        <Empty title="No personal field">Everything in this entry stands open.</Empty>
      ) : (
        <ul className={css.fields}>
          {entry.fields.map((field, i) => (
            <FieldRow key={field.pointer} field={field} check={checks?.[i]} erased={entry.erased} />
          ))}
        </ul>
      )}
    </Section>
  );
}

interface Sign {
  icon: typeof IconEyeOff;
  tone: string | undefined;
  word: string;
}
const withheld: Sign = { icon: IconLock, tone: css.soft, word: 'withheld' };
const signs: Record<FieldCheck, Sign> = {
  matches: { icon: IconCircleCheck, tone: css.good, word: 'matches' },
  differs: { icon: IconCircleX, tone: css.bad, word: 'does not match' },
  closed: { icon: IconEyeOff, tone: css.soft, word: 'erased' },
};

const withheldFor = (field: Field): Sign => ({
  ...withheld,
  word: field.withheld.length > 0 ? `withheld, no consent to ${field.withheld.join(', ')}` : withheld.word,
});

interface FieldRowProps {
  field: Field;
  check: FieldCheck | undefined;
  erased: boolean;
}

function FieldRow({ field, check, erased }: FieldRowProps) {
  const sign = check && (check === 'closed' && !erased ? withheldFor(field) : signs[check]);
  const Icon = sign?.icon;
  return (
    <li className={css.field}>
      <div className={css.fieldHead}>
        <code className={css.pointer}>{field.pointer || 'the whole event'}</code>
        {sign && Icon && (
          <span className={`${css.fieldSign} ${sign.tone}`}>
            <Icon size={14} aria-hidden /> {sign.word}
          </span>
        )}
      </div>
      {field.salt !== null && (
        <p className={css.fieldValue}>
          {typeof field.value === 'string' ? field.value : JSON.stringify(field.value)}
        </p>
      )}
      <p className={css.mono}>
        <span className={css.soft}>commitment</span> {field.commitment}
      </p>
      {field.salt !== null && (
        <p className={css.mono}>
          <span className={css.soft}>salt</span> {field.salt}
        </p>
      )}
    </li>
  );
}
