import { Section } from '../../components/panel';
import { count, nothing } from '../../lib/format';
import css from './handoff.module.css';
import type { Handoff } from './handoff-answer';

type Field = Handoff['context'][number];
type Travelled = Pick<
  Handoff,
  'context' | 'contextPresent' | 'contextRequired' | 'overShared' | 'resolution'
> &
  Partial<Pick<Handoff, 'contextSize'>>;

/** What the bot knew, what travelled, and what the human had to ask again. */
export function ContextColumns({ handoff }: { handoff: Travelled }) {
  const { context, contextSize, contextPresent, contextRequired } = handoff;
  const lost = context.filter(isLost).length;
  const beyond = handoff.overShared.length;
  const said = [
    contextPresent === null
      ? 'Cannot be measured: the source does not say what travels with a handoff'
      : `${contextPresent} of ${contextRequired} required fields`,
    lost > 0 && `${lost} lost on the way`,
    beyond > 0 && `${beyond} beyond the stated consent`,
    contextSize && `${count(contextSize.characters)} characters in all`,
    contextSize?.cut && 'the transcript is only a part of what was said',
  ];
  return (
    <Section title="What travelled with it?" subtitle={said.filter(Boolean).join(', ')} flush>
      <table className={css.context}>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Bot knew</th>
            <th scope="col">What travelled</th>
            <th scope="col">Human asked again</th>
          </tr>
        </thead>
        <tbody>
          {context.map((field) => (
            <tr key={field.name} className={isLost(field) ? css.lost : undefined}>
              <th scope="row">
                {field.label}
                {!field.required && <span className={css.soft}> optional</span>}
              </th>
              <td data-label="Bot knew">{knew(field)}</td>
              <td data-label="Travelled">
                <Value field={field} />
              </td>
              <td data-label="Human">{asked(field, handoff)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

function Value({ field }: { field: Field }) {
  if (field.travelled === null) return <span className={css.soft}>not known</span>;
  if (!field.travelled) {
    return <span className={isLost(field) ? css.bad : css.soft}>{isLost(field) ? 'lost' : nothing}</span>;
  }
  return (
    <>
      {field.withheld ? (
        <span className={css.soft}>yes; withheld, no consent to {field.withheld}</span>
      ) : (
        <span className={css.value}>{field.value ?? 'yes'}</span>
      )}
      {field.overShared && (
        <span className={css.beyond} title="It travelled beyond the consent that the handoff states">
          over-shared
        </span>
      )}
    </>
  );
}

const isLost = (field: Field): boolean => field.botKnew === true && field.travelled === false;

function knew({ botKnew }: Field): string {
  if (botKnew === null) return 'not known';
  return botKnew ? 'yes' : 'no';
}

function asked(field: Field, handoff: Travelled) {
  if (field.repeated) return <span className={css.bad}>asked again</span>;
  if (!handoff.resolution) return <span className={css.soft}>not reported</span>;
  return field.travelled !== false ? 'not asked again' : <span className={css.soft}>{nothing}</span>;
}
