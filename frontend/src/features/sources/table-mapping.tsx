import { Button, FileButton, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { Answer } from '../../lib/api';
import { useSend } from '../../lib/queries';
import { type CsvMapping, tidy } from '../imports/mapping';
import { MappingFields } from '../imports/mapping-editor';
import css from './sources.module.css';

type Column = Answer<'POST /api/imports/columns'>['columns'][number];

/** Of a file only so much is sent: the first rows tell what the columns are. */
const headBytes = 200_000;

interface TableMappingProps {
  mapping: CsvMapping | null;
  change: (mapping: CsvMapping) => void;
}

/** What the columns of a source's tables mean, told from a few rows of one. */
export function TableMapping({ mapping, change }: TableMappingProps) {
  const [text, setText] = useState('');
  const look = useSend('POST /api/imports/columns', []);
  const read = (table: string) => {
    setText(table);
    if (table.trim() === '') return;
    look.mutate(
      { body: { text: table } },
      { onSuccess: ({ guess }) => mapping ?? change(guess as CsvMapping) },
    );
  };
  const columns: Column[] = look.data?.columns ?? namedIn(mapping);
  return (
    <>
      <Textarea
        label="The header and a few rows of a table"
        description="Pasted, or from a file: they are looked at and not kept"
        rows={4}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={() => read(text)}
      />
      <div className={css.buttons}>
        <FileButton
          accept=".csv,.tsv,.txt,text/csv"
          onChange={(file) => void file?.slice(0, headBytes).text().then(wholeLines).then(read)}
        >
          {(props) => (
            <Button variant="default" {...props}>
              From a file
            </Button>
          )}
        </FileButton>
        <Button
          variant="default"
          loading={look.isPending}
          disabled={text.trim() === ''}
          onClick={() => read(text)}
        >
          Look at its columns
        </Button>
      </div>
      {look.error && (
        <p role="alert" className={css.bad}>
          {look.error.detail ?? look.error.title}
        </p>
      )}
      {columns.length > 0 && (
        <MappingFields columns={columns} mapping={mapping ?? {}} change={(next) => change(tidy(next))} />
      )}
    </>
  );
}

/** The file may go on after what was read of it. */
const wholeLines = (text: string): string =>
  text.length < headBytes ? text : text.slice(0, text.lastIndexOf('\n') + 1);

/** The columns that a mapping speaks of, of which no cell is known. */
function namedIn(mapping: CsvMapping | null): Column[] {
  if (!mapping) return [];
  const { zone: _, dates: __, ...rest } = mapping;
  const names = Object.values(rest).filter((value): value is string => typeof value === 'string');
  const valuesOf = (name: string) => {
    const meanings = name === mapping.role ? mapping.roles : name === mapping.event ? mapping.events : {};
    return Object.keys(meanings ?? {});
  };
  return [...new Set(names)].map((name) => ({ name, samples: [], values: valuesOf(name) }));
}
