import { Checkbox, NativeSelect } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { eventsIn, rolesIn } from '../../../../backend/src/contract/table-words.js';
import { Panel } from '../../components/panel';
import type { ApiProblem } from '../../lib/api';
import { zoneNames } from '../../lib/zone';
import type { Preview } from './import-words';
import css from './imports.module.css';
import { type CsvMapping, tidy, withMeaning } from './mapping';
import { columnFields, eventChoices, roleChoices } from './mapping-fields';

type Column = Preview['columns'][number];

interface EditorProps {
  table: UseQueryResult<Preview, ApiProblem>;
  mapping: CsvMapping;
  change: (mapping: CsvMapping) => void;
}

/** Which column is what, guessed by their names and said by whoever knows. */
export function MappingEditor({ table, mapping, change }: EditorProps) {
  return (
    <Panel
      title="What do the columns mean?"
      subtitle="Guessed by their names: look at the cells and put right what is not so"
      query={table}
      height={360}
    >
      {({ columns }) => (
        <MappingFields columns={columns} mapping={mapping} change={(next) => change(tidy(next))} />
      )}
    </Panel>
  );
}

interface FieldsProps {
  columns: readonly Column[];
  mapping: CsvMapping;
  change: (mapping: CsvMapping) => void;
}

/** Each field with the column that holds it. */
export function MappingFields({ columns, mapping, change }: FieldsProps) {
  const set = (part: Partial<CsvMapping>): void => change({ ...mapping, ...part });
  const named = (name: string | undefined) => columns.find((column) => column.name === name);
  const unused = columns.filter(({ name }) => !columnFields.some(({ field }) => mapping[field] === name));
  return (
    <div className={css.stack}>
      <table className={css.mapping}>
        <caption className="unseen">Fields and the columns that hold them</caption>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Column</th>
            <th scope="col">What stands in it</th>
          </tr>
        </thead>
        <tbody>
          {columnFields.map(({ field, label, hint, needed }) => (
            <tr key={field}>
              <th scope="row">
                {label}
                {needed && <span className={css.bad}> needed</span>}
                <span className={css.soft}>{hint}</span>
              </th>
              <td>
                <NativeSelect
                  aria-label={label}
                  value={mapping[field] ?? ''}
                  data={[
                    { value: '', label: 'None' },
                    ...columns.map(({ name }) => ({ value: name, label: name })),
                  ]}
                  onChange={(event) => set(chosen(field, named(event.currentTarget.value)))}
                />
              </td>
              <td>
                <Cells column={named(mapping[field])} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className={css.fields}>
        <NativeSelect
          label="Zone of times that name none"
          description="Without one such rows are refused"
          data={[{ value: '', label: 'There are none' }, ...zoneNames()]}
          value={mapping.zone ?? ''}
          onChange={(event) => set({ zone: event.currentTarget.value })}
        />
        <NativeSelect
          label="Dates like 1/2/2026"
          description="Without an answer such rows are refused"
          data={[
            { value: '', label: 'There are none' },
            { value: 'dmy', label: 'Day first' },
            { value: 'mdy', label: 'Month first' },
          ]}
          value={mapping.dates ?? ''}
          error={mapping.dates === undefined && unclearDate(named(mapping.time))}
          onChange={(event) =>
            set({ dates: (event.currentTarget.value || undefined) as CsvMapping['dates'] })
          }
        />
      </div>
      <Meanings
        title="Who is meant by"
        column={named(mapping.role)}
        meanings={mapping.roles}
        choices={roleChoices}
        change={(roles) => set({ roles })}
      />
      <Meanings
        title="What happened at"
        column={named(mapping.event)}
        meanings={mapping.events}
        choices={eventChoices}
        change={(events) => set(withEvents(events))}
      />
      <Checkbox
        label="Where a human speaks after the bot, a handoff is inferred"
        description="For tables that do not say when it was handed over; such handoffs are marked as inferred"
        checked={mapping.infer_handoffs === true}
        onChange={(event) => set({ infer_handoffs: event.currentTarget.checked })}
      />
      {unused.length > 0 && (
        <p className={css.soft}>
          Not used: {unused.map(({ name }) => name).join(', ')}. What is not used is not kept.
        </p>
      )}
    </div>
  );
}

/** Where handoffs are said, none need be inferred. */
const withEvents = (events: Record<string, string>): Partial<CsvMapping> => ({
  events,
  ...(Object.values(events).includes('handoff.initiated') ? { infer_handoffs: false } : {}),
});

/** A field's column said anew, with what its own words mean; none takes the field away. */
function chosen(field: keyof CsvMapping, column: Column | undefined): Partial<CsvMapping> {
  const said = { [field]: column?.name ?? '' };
  if (field === 'role') return { ...said, roles: column ? rolesIn(column) : {} };
  return field === 'event' ? { ...said, ...withEvents(column ? eventsIn(column) : {}) } : said;
}

/** Asks about a date that can be read both ways: a wrong answer moves every time, and nothing shows it. */
function unclearDate(column: Column | undefined): string | undefined {
  const unclear = column?.samples.find((sample) => /^\d{1,2}[./-]\d{1,2}[./-]\d{4}/.test(sample));
  return unclear && `${unclear.split(/[ ,T]/)[0]} can be read both ways: say what comes first`;
}

function Cells({ column }: { column: Column | undefined }) {
  if (!column) return null;
  if (column.samples.length === 0) return <span className={css.soft}>empty</span>;
  return <span className={css.cells}>{column.samples.join(' · ')}</span>;
}

interface MeaningsProps {
  title: string;
  column: Column | undefined;
  meanings: Record<string, string> | undefined;
  choices: { value: string; label: string }[];
  change: (meanings: Record<string, string>) => void;
}

function Meanings({ title, column, meanings, choices, change }: MeaningsProps) {
  if (!column) return null;
  if (!column.values) {
    return <p className={css.warn}>{column.name} has too many different values to be one of a few words.</p>;
  }
  return (
    <fieldset className={css.meanings}>
      <legend>
        {title} <code>{column.name}</code>?
      </legend>
      <div className={css.fields}>
        {column.values.map((value) => (
          <NativeSelect
            key={value}
            label={value}
            value={meanings?.[value] ?? ''}
            data={choices}
            onChange={(event) => change(withMeaning(meanings, value, event.currentTarget.value))}
          />
        ))}
      </div>
    </fieldset>
  );
}
