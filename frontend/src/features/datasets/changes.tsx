import { Select } from '@mantine/core';
import { useState } from 'react';
import { Answered, Section } from '../../components/panel';
import type { Answer } from '../../lib/api';
import { count } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import css from './datasets.module.css';

type Dataset = Answer<'GET /api/datasets/:id'>;
type Diff = Answer<'GET /api/datasets/:id/diff'>;

/** What came and went since another version; nothing while there is no other. */
export function Changes({ dataset }: { dataset: Dataset }) {
  const { data: versions = [] } = useRoute('GET /api/datasets', {});
  const others = versions
    .filter(({ name, id }) => name === dataset.name && id !== dataset.id)
    .sort((a, b) => b.version - a.version);
  const before = others.find(({ version }) => version < dataset.version) ?? others[0];
  const [chosen, choose] = useState<string | null>(null);
  const against = chosen ?? before?.id;
  if (!against) return null;
  return (
    <Section
      title="What is different?"
      aside={
        <Select
          aria-label="Compared with"
          size="xs"
          w={130}
          data={others.map(({ id, version }) => ({ value: id, label: `Version ${version}` }))}
          value={against}
          allowDeselect={false}
          onChange={choose}
        />
      }
    >
      <Compared id={dataset.id} against={against} />
    </Section>
  );
}

function Compared({ id, against }: { id: string; against: string }) {
  const diff = useRoute('GET /api/datasets/:id/diff', { params: { id }, query: { against } });
  return (
    <Answered query={diff} height={220}>
      {(found) => (
        <div className={css.stack}>
          <p className={css.tally}>
            {count(found.added)} new, {count(found.removed)} gone, {count(found.changed)} labelled or worded
            otherwise, {count(found.same)} the same
            {found.moved > 0 && `; ${count(found.moved)} in another part`}
          </p>
          <Labels labels={found.labels} />
          <Samples title="New" rows={found.sample.added} />
          <Samples title="Gone" rows={found.sample.removed} />
          <Samples title="Otherwise" rows={found.sample.changed} />
        </div>
      )}
    </Answered>
  );
}

const mostLabels = 10;

function Labels({ labels }: { labels: Diff['labels'] }) {
  if (labels.length === 0) return null;
  return (
    <table className={css.distribution}>
      <caption>Labels, before and now</caption>
      <tbody>
        {labels.slice(0, mostLabels).map(({ label, before, after }) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            <td>{count(before)}</td>
            <td>{count(after)}</td>
            <td className={css.soft}>
              {after > before ? '+' : '−'}
              {count(Math.abs(after - before))}
            </td>
          </tr>
        ))}
        {labels.length > mostLabels && (
          <tr>
            <th scope="row" className={css.soft}>
              {count(labels.length - mostLabels)} more
            </th>
          </tr>
        )}
      </tbody>
    </table>
  );
}

function Samples({ title, rows }: { title: string; rows: Diff['sample']['added'] }) {
  if (rows.length === 0) return null;
  return (
    <div>
      <h3 className={css.sub}>{title}</h3>
      <ul className={css.plain}>
        {rows.map(({ id, text, label, before }) => (
          <li key={id}>
            {text}{' '}
            <span className={css.soft}>{before && before !== label ? `${before} → ${label}` : label}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
