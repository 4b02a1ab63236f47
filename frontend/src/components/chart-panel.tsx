import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, Suspense, useRef, useState } from 'react';
import type { MetricName } from '../../../backend/src/contract/metrics.js';
import type { TableTwin } from '../charts/table-twin';
import type { ApiProblem } from '../lib/api';
import type { ChartSource } from '../lib/chart-source';
import { ChartMenu } from './chart-menu';
import { HowMeasured, type Measured } from './how-measured';
import { Answered, Section } from './panel';
import { Empty, Loading } from './state';
import { TwinTable } from './twin-table';

interface ChartPanelProps<Model> {
  /** The question that the chart answers. */
  title: string;
  subtitle?: ReactNode;
  aside?: ReactNode;
  /** What is drawn, prepared; undefined while it loads. */
  model: Model | undefined;
  query: Pick<UseQueryResult<unknown, ApiProblem>, 'error' | 'refetch' | 'isPlaceholderData'>;
  height: number;
  isEmpty: (model: Model) => boolean;
  empty?: ReactNode;
  metric: MetricName;
  measured?: Measured;
  table: (model: Model) => TableTwin;
  /** The question that it answers, for those who want the whole answer. */
  source?: ChartSource;
  /** Below the chart; not in its picture. */
  foot?: ReactNode;
  children: (model: Model) => ReactNode;
}

/** A chart with its table twin, its files, and how it is measured. */
export function ChartPanel<Model>(props: ChartPanelProps<Model>) {
  const { title, subtitle, aside, model, query, height, isEmpty, empty, metric, measured } = props;
  const { table, source, foot } = props;
  const drawing = useRef<HTMLDivElement>(null);
  const [asTable, setAsTable] = useState(false);
  return (
    <Section
      title={title}
      subtitle={subtitle}
      aside={
        <>
          {aside}
          <HowMeasured metric={metric} measured={measured} />
          <ChartMenu
            title={title}
            asTable={asTable}
            onFlip={() => setAsTable((now) => !now)}
            table={() => (model === undefined ? undefined : table(model))}
            source={source}
            drawing={drawing}
          />
        </>
      }
    >
      <Answered
        query={
          { ...query, data: model } as Pick<
            UseQueryResult<Model, ApiProblem>,
            'data' | 'error' | 'refetch' | 'isPlaceholderData'
          >
        }
        height={height}
        isEmpty={isEmpty}
        empty={
          <div style={{ display: 'grid', alignContent: 'center', minHeight: height }}>
            {empty ?? <Empty title="Nothing in this range" />}
          </div>
        }
      >
        {(shown) =>
          asTable ? (
            <div ref={drawing}>
              <TwinTable twin={table(shown)} maxHeight={height} />
            </div>
          ) : (
            <div ref={drawing}>
              <Suspense fallback={<Loading height={height} />}>{props.children(shown)}</Suspense>
            </div>
          )
        }
      </Answered>
      {foot}
    </Section>
  );
}
