import { NativeSelect } from '@mantine/core';
import { useMemo } from 'react';
import type { Dimension } from '../../../../backend/src/contract/dimensions.js';
import { type MetricName, metricOf } from '../../../../backend/src/contract/metrics.js';
import { matrixTable, prepareMatrix } from '../../charts/prepare-matrix';
import { ChartPanel } from '../../components/chart-panel';
import { Empty } from '../../components/state';
import { dimensionLabel } from '../../lib/filters';
import { useRoute } from '../../lib/queries';
import { useUrlState } from '../../lib/use-url-state';
import classes from './compare.module.css';
import { MatrixGrid } from './matrix-grid';
import { type Side, sideScope } from './sides';

interface MatrixPanelProps {
  metric: MetricName;
  side: Side;
  dimensions: readonly Dimension[];
}

/** What is laid against what by itself: episodes have a queue only once they are escalated. */
const episodeAxes: readonly Dimension[] = ['intent', 'channel', 'bot', 'language'];
const handoffAxes: readonly Dimension[] = ['intent', 'queue', 'channel', 'bot'];

/** Values per axis. */
const limit = 9;

/** The metric by two dimensions. */
export function MatrixPanel({ metric, side, dimensions }: MatrixPanelProps) {
  const wanted = metricOf(metric).population === 'episode' ? episodeAxes : handoffAxes;
  const [first = 'intent', second = 'channel'] = wanted.filter((name) => dimensions.includes(name));
  const [rows, setRows] = useUrlState<Dimension>('rows', first, dimensions);
  const [columns, setColumns] = useUrlState<Dimension>('columns', second, dimensions);
  const query = { metric, rows, columns, limit, ...sideScope(side) };
  const answer = useRoute('GET /api/metrics/matrix', { query });
  const model = useMemo(
    () => answer.data && prepareMatrix(answer.data, { rows, columns }, false),
    [answer.data, rows, columns],
  );
  const { label } = metricOf(metric);
  const title = `${dimensionLabel(rows)} × ${dimensionLabel(columns).toLowerCase()}`;
  const choice = (name: string, value: Dimension, set: (value: Dimension) => void) => (
    <NativeSelect
      aria-label={name}
      data={dimensions.map((one) => ({ value: one, label: dimensionLabel(one) }))}
      value={value}
      onChange={(event) => set(event.currentTarget.value as Dimension)}
    />
  );
  return (
    <ChartPanel
      title="Where do two things meet?"
      subtitle={`${label} by ${title.toLowerCase()}, over ${side.name}. Small: n. Beyond the largest, all others as one`}
      aside={
        <span className={classes.axes}>
          {choice('Rows', rows, setRows)}×{choice('Columns', columns, setColumns)}
        </span>
      }
      model={model}
      query={answer}
      height={320}
      isEmpty={(found) => found.rows.length === 0}
      metric={metric}
      source={{ route: 'GET /api/metrics/matrix', query }}
      table={(found) => matrixTable(found, `${label} by ${title}`)}
    >
      {(found) => (
        <MatrixGrid
          model={found}
          metric={metric}
          side={side}
          names={{ rows, columns }}
          caption={`${label}: ${title}`}
        />
      )}
    </ChartPanel>
  );
}

const confused = { rows: 'intent', columns: 'resolved_intent' } as const;

/** What the bot took it for, against what it was. */
export function ConfusionPanel({ side }: { side: Side }) {
  const query = { metric: 'intent_mismatch' as const, ...confused, limit, ...sideScope(side) };
  const answer = useRoute('GET /api/metrics/matrix', { query });
  const model = useMemo(() => answer.data && prepareMatrix(answer.data, confused, true), [answer.data]);
  return (
    <ChartPanel
      title="What did the bot take it for?"
      subtitle={`Rows: the bot’s intent. Columns: what it turned out to be, as a share of the row, over ${side.name}. Framed: right`}
      model={model}
      query={answer}
      height={320}
      isEmpty={(found) => found.rows.length === 0}
      empty={
        <Empty title="No handoff with both intents">
          Send the bot’s intent with the handoff and the resolved intent with <code>handoff.resolved</code>.
        </Empty>
      }
      metric="intent_mismatch"
      source={{ route: 'GET /api/metrics/matrix', query }}
      table={(found) => matrixTable(found, 'Bot intent by resolved intent')}
    >
      {(found) => (
        <MatrixGrid
          model={found}
          metric="intent_mismatch"
          side={side}
          names={confused}
          caption="Bot intent by resolved intent"
        />
      )}
    </ChartPanel>
  );
}
