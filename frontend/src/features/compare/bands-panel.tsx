import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { type MetricName, metricOf } from '../../../../backend/src/contract/metrics.js';
import { intervalText } from '../../charts/change';
import { type Column, DataTable } from '../../components/data-table';
import { HowMeasured } from '../../components/how-measured';
import { Answered, Section } from '../../components/panel';
import type { Answer, CallInput } from '../../lib/api';
import { count, percent } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import { useUrlState } from '../../lib/use-url-state';
import classes from './compare.module.css';
import { type Side, type Sides, sideScope } from './sides';

type Survival = Answer<'GET /api/metrics/survival'>;
type Band = NonNullable<Survival['bands']>[number];
type Query = CallInput<'GET /api/metrics/survival'>['query'];

const usual = '5,45,90,120';
/** As the contract takes them: up to ten ascending numbers of seconds. */
const readEdges = (text: string): string | null => {
  const edges = text.split(',').map((part) => Number(part.trim()));
  const ascend = edges.every((edge, i) => Number.isInteger(edge) && edge > (edges[i - 1] ?? 0) && edge < 1e7);
  return ascend && edges.length <= 10 ? edges.join(',') : null;
};

/** How many fall into which band of a time, on both sides. */
export function BandsPanel({ metric, sides }: { metric: MetricName; sides: Sides }) {
  const [edges, setEdges] = useUrlState<string>('bands', usual);
  const [draft, setDraft] = useState<string>(edges);
  const bands = readEdges(edges) ?? usual;
  const ask = (side: Side) => ({ query: { metric, bands, ...sideScope(side) } as unknown as Query });
  const a = useRoute('GET /api/metrics/survival', ask(sides.a));
  const b = useRoute('GET /api/metrics/survival', ask(sides.b));
  const isRight = readEdges(draft) !== null;
  const save = () => {
    const read = readEdges(draft);
    if (read) setEdges(read);
  };
  return (
    <Section
      title="How many fall into which band?"
      subtitle={`${metricOf(metric).label}: shares by Kaplan–Meier with 95 % intervals; the last band holds those to whom it never happened, too`}
      aside={<HowMeasured metric={metric} />}
    >
      <TextInput
        label="Edges in seconds, ascending"
        w={260}
        value={draft}
        error={isRight ? undefined : 'Up to ten whole numbers, such as 5, 45, 90, 120'}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onBlur={save}
        onKeyDown={(event) => event.key === 'Enter' && save()}
      />
      <Answered query={a} height={160} isEmpty={({ timed }) => timed === 0}>
        {(one) => (
          <Answered query={b} height={160}>
            {(other) => <Bands a={one.bands ?? []} b={other.bands ?? []} sides={sides} />}
          </Answered>
        )}
      </Answered>
    </Section>
  );
}

const nameOf = ({ from, to }: Band): string => {
  if (to === null) return `${count(from)} s or more, or never`;
  return from === 0 ? `Under ${count(to)} s` : `${count(from)} – ${count(to)} s`;
};

function Bands({ a, b, sides }: { a: readonly Band[]; b: readonly Band[]; sides: Sides }) {
  const share = (key: 'a' | 'b', bands: readonly Band[]): Column<Band> => ({
    key,
    title: `${key.toUpperCase()}: ${sides[key].name}`,
    numeric: true,
    cell: (row) => <Share band={bands.find(({ from }) => from === row.from)} />,
  });
  return (
    <DataTable
      caption="Shares by band"
      rows={a}
      rowKey={({ from }) => String(from)}
      columns={[{ key: 'band', title: 'Band', cell: nameOf }, share('a', a), share('b', b)]}
    />
  );
}

function Share({ band }: { band: Band | undefined }) {
  if (!band) return <>–</>;
  return (
    <>
      {percent(band.share)}
      <div className={classes.interval}>{intervalText(band, 'ratio')}</div>
    </>
  );
}
