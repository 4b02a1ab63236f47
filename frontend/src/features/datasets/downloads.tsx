import { Button, Select } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconDownload } from '@tabler/icons-react';
import {
  type DatasetFormat,
  formatNotes,
  formatsOf,
} from '../../../../backend/src/contract/dataset-formats.js';
import { auditors, trainers } from '../../../../backend/src/contract/roles.js';
import { Section } from '../../components/panel';
import { NoPermission } from '../../components/state';
import { type Answer, address } from '../../lib/api';
import { count } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import { useMay } from '../../lib/session';
import { useUrlState } from '../../lib/use-url-state';
import { CopyLine } from '../ledger/copy-line';
import css from './datasets.module.css';

type Dataset = Answer<'GET /api/datasets/:id'>;

const mayDownload = [...new Set([...trainers, ...auditors])];
const parts = ['train', 'validation', 'test'] as const;
const usual = 'usual';

/** Takes a version along: which format, which part, all or only what is new. */
export function Downloads({ dataset }: { dataset: Dataset }) {
  const may = useMay(mayDownload);
  return (
    <Section title="How do I get it?" subtitle="Each download is recorded in the ledger">
      {may ? <Choice dataset={dataset} /> : <NoPermission needs="trainer, auditor or administrator" />}
    </Section>
  );
}

function Choice({ dataset }: { dataset: Dataset }) {
  const [format, setFormat] = useFormat(formatsOf(dataset.kind));
  const [part, setPart] = useUrlState<string>('part', usual, [usual, ...parts]);
  const { data: versions = [] } = useRoute('GET /api/datasets', {});
  const earlier = versions
    .filter(({ name, version }) => name === dataset.name && version < dataset.version)
    .map(({ version }) => version);
  const [since, setSince] = useUrlState('since', '', ['', ...earlier.map(String)]);
  const chosen = {
    format,
    ...(part !== usual && { part: part as (typeof parts)[number] }),
    ...(since !== '' && { since: Number(since) }),
  };
  const link = address('GET /api/datasets/:id/download', { params: { id: dataset.id }, query: chosen });
  const isWhole = part === usual && since === '';
  const options = Object.entries(chosen).map(([name, value]) => ` --${name} ${value}`);
  return (
    <div className={css.stack}>
      <Select
        label="Format"
        description={formatNotes[format].use}
        data={formatsOf(dataset.kind).map((value) => ({ value, label: formatNotes[value].name }))}
        value={format}
        allowDeselect={false}
        maxDropdownHeight={420}
        renderOption={({ option }) => (
          <span>
            {option.label}
            <span className={css.use}>{formatNotes[option.value as DatasetFormat].use}</span>
          </span>
        )}
        onChange={(value) => value && setFormat(value as DatasetFormat)}
      />
      <div className={css.fieldsRow}>
        <Select
          label="Part"
          data={[{ value: usual, label: 'As the format has it' }, ...parts]}
          value={part}
          allowDeselect={false}
          onChange={(value) => setPart(value ?? usual)}
        />
        <Select
          label="Only what is new since"
          disabled={earlier.length === 0}
          data={[
            { value: '', label: earlier.length === 0 ? 'No earlier version' : 'Everything' },
            ...earlier.map((version) => ({ value: String(version), label: `Version ${version}` })),
          ]}
          value={since}
          allowDeselect={false}
          onChange={(value) => setSince(value ?? '')}
        />
      </div>
      <div className={css.downloads}>
        <Button component="a" href={link} download leftSection={<IconDownload size={14} aria-hidden />}>
          Download {formatNotes[format].name}
        </Button>
        {isWhole && <Size dataset={dataset} format={format} />}
      </div>
      {since !== '' && <Withdrawn dataset={dataset} since={since} />}
      <CopyLine
        label="curl"
        text={`curl -fOJH "authorization: Bearer $BATON_API_KEY" "${location.origin}${link}"`}
      />
      <CopyLine label="baton" text={`npx baton export ${dataset.id}${options.join('')}`} />
      <p className={css.cards}>
        It says what it is:{' '}
        <a
          href={address('GET /api/datasets/:id/readme', { params: { id: dataset.id } })}
          download="README.md"
        >
          dataset card
        </a>{' '}
        for Hugging Face,{' '}
        <a
          href={address('GET /api/datasets/:id/croissant', { params: { id: dataset.id } })}
          download="croissant.json"
        >
          Croissant metadata
        </a>
      </p>
    </div>
  );
}

/** What the address says; else what was last taken in this browser: a bot's platform stays the same. */
function useFormat(known: readonly DatasetFormat[]): [DatasetFormat, (format: DatasetFormat) => void] {
  const [last, setLast] = useLocalStorage<DatasetFormat>({
    key: 'baton-dataset-format',
    defaultValue: 'jsonl',
    getInitialValueInEffect: false,
  });
  const [asked, setAsked] = useUrlState<DatasetFormat | ''>('format', '', known);
  const take = (format: DatasetFormat) => {
    setLast(format);
    setAsked(format);
  };
  return [asked || (known.includes(last) ? last : 'jsonl'), take];
}

/** A delta says what came; this, what a copy must give up. */
function Withdrawn({ dataset: { id }, since }: { dataset: Dataset; since: string }) {
  const link = address('GET /api/datasets/:id/withdrawn', { params: { id }, query: { since } });
  return (
    <p className={css.cards}>
      First give up{' '}
      <a href={link} download>
        what was withdrawn since version {since}
      </a>
      : erased, without consent, gone, changed or in another part
    </p>
  );
}

/** What the file holds, and what the format cannot say. */
function Size({ dataset, format }: { dataset: Dataset; format: DatasetFormat }) {
  const { files, amended, counts } = dataset.manifest;
  const file = (amended?.files ?? files).find((each) => each.format === format);
  if (!file || dataset.withdrawn > 0) return null;
  const examples = file.examples ?? counts.examples;
  const left = dataset.examples - examples;
  return (
    <span className={css.soft}>
      {count(examples)} examples, {count(Math.ceil(file.bytes / 1000))} kB
      {left > 0 && `; ${count(left)} of other parts or without what it needs`}
    </span>
  );
}
