import { Autocomplete, Button, Checkbox, NativeSelect, TagsInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Answered, Section } from '../../components/panel';
import { useQuestion, useRoute, useSend } from '../../lib/queries';
import type { Formats, Job, Options } from './import-words';
import css from './imports.module.css';
import type { CsvMapping } from './mapping';
import { MappingEditor } from './mapping-editor';
import { TrialPanel } from './trial-panel';
import { useKnownSources } from './use-known-sources';

/** What may be said about the files where they do not say it themselves. */
export function OptionsPanel({ job }: { job: Job }) {
  const list = useRoute('GET /api/imports', {});
  const isNeeded = job.problem !== null;
  const [isOpen, setOpen] = useState(isNeeded);
  if (!isOpen) {
    return (
      <div>
        <Button variant="default" onClick={() => setOpen(true)}>
          Read it another way
        </Button>
      </div>
    );
  }
  return (
    <Answered query={list} height={200}>
      {({ formats }) => <OptionsForm job={job} formats={formats} />}
    </Answered>
  );
}

const touched = ['GET /api/imports', 'GET /api/imports/:id', 'GET /api/imports/:id/preview'] as const;

function OptionsForm({ job, formats }: { job: Job; formats: Formats }) {
  const [options, setOptions] = useState<Options>(() => ({
    ...job.options,
    // What they mean is kept with the source.
    reasons: undefined,
    format: job.options.format ?? job.report?.format.name ?? (isTable(job) ? 'csv' : undefined),
  }));
  const change = (part: Partial<Options>): void => setOptions((now) => withoutEmpty({ ...now, ...part }));
  const check = useSend('POST /api/imports/:id/check', touched);
  const known = useKnownSources();
  const [isKept, setKept] = useState(true);
  const isCsv = options.format === 'csv';
  const table = useQuestion(
    'POST /api/imports/:id/trial',
    isCsv ? { params: { id: job.id }, body: { format: 'csv' } } : null,
  );
  const mapping = options.mapping ?? table.data?.guess ?? undefined;
  const said = isCsv ? withoutEmpty({ ...options, mapping }) : options;
  const missing = missingOf(job, said);
  return (
    <div className={css.stack}>
      <Section title="How is it to be read?" subtitle="What you leave empty is told from the files">
        <div className={css.fields}>
          <NativeSelect
            label="Format"
            description="Whose log it is"
            value={options.format ?? ''}
            data={[
              { value: '', label: 'Told from the first records' },
              ...formats.map(({ name, describes }) => ({ value: name, label: `${name}: ${describes}` })),
            ]}
            onChange={(event) => change({ format: event.currentTarget.value, mapping: undefined })}
          />
          <Autocomplete
            label="Source"
            description="Where it comes from: the same every time"
            placeholder={options.format ?? 'the format’s name'}
            data={known.sources.map(({ name }) => name)}
            value={options.source ?? ''}
            onChange={(name) => change({ source: name.trim(), ...known.of(name) })}
          />
          {!isCsv && (
            <>
              <TextInput
                type="datetime-local"
                label="When did the first record begin?"
                description="For logs without times; in UTC, all assumed"
                value={options.start?.slice(0, 16) ?? ''}
                onChange={(event) =>
                  change({ start: event.currentTarget.value && `${event.currentTarget.value}:00Z` })
                }
              />
              <TagsInput
                label="Tools, actions or intents that hand over"
                description="In place of the format’s own"
                value={options.handoffTools ?? []}
                onChange={(handoffTools) => change({ handoffTools })}
              />
              <TextInput
                label="Key that holds the messages"
                description="For chat logs that name it otherwise"
                value={options.messagesKey ?? ''}
                onChange={(event) => change({ messagesKey: event.currentTarget.value })}
              />
            </>
          )}
        </div>
      </Section>
      {isCsv && (
        <MappingEditor
          table={table}
          mapping={(mapping ?? {}) as CsvMapping}
          change={(next) => change({ mapping: next as Record<string, unknown> })}
        />
      )}
      {missing === null && <TrialPanel id={job.id} options={said} />}
      <div className={css.actions}>
        <Button
          loading={check.isPending}
          disabled={missing !== null}
          onClick={() => {
            if (isCsv && isKept) known.keep(said);
            check.mutate({ params: { id: job.id }, body: said });
          }}
        >
          Check all of it
        </Button>
        {isCsv && options.source !== undefined && (
          <Checkbox
            label={`Keep these columns for the next files of ${options.source}`}
            checked={isKept}
            onChange={(event) => setKept(event.currentTarget.checked)}
          />
        )}
        {missing !== null && <span className={css.soft}>{missing}</span>}
        {check.error && (
          <span role="alert" className={css.bad}>
            {check.error.detail ?? check.error.title}
          </span>
        )}
      </div>
    </div>
  );
}

const isTable = ({ problem }: Job): boolean => problem?.startsWith('It is a table') === true;

const isMapped = ({ mapping }: Options): boolean =>
  mapping?.conversation !== undefined && mapping.time !== undefined;

/** What must be said before anything can be read. */
function missingOf({ report }: Job, options: Options): string | null {
  if (options.format === 'csv' && !isMapped(options))
    return 'Say first which columns are the conversation and the time.';
  return options.format === undefined && report === null ? 'Choose the format first.' : null;
}

function withoutEmpty(options: Options): Options {
  const isSaid = (value: unknown) =>
    value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0);
  return Object.fromEntries(Object.entries(options).filter(([, value]) => isSaid(value)));
}
