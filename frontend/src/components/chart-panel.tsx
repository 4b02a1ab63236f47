import { ActionIcon, Menu } from '@mantine/core';
import { IconChartBar, IconDots, IconDownload, IconTable } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, Suspense, useState } from 'react';
import type { MetricName } from '../../../backend/src/contract/metrics.js';
import { type TableTwin, toCsv } from '../charts/table-twin';
import type { ApiProblem } from '../lib/api';
import { HowMeasured, type Measured } from './how-measured';
import { Answered, Section } from './panel';
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
  children: (model: Model) => ReactNode;
}

/** A chart with its table twin, its CSV, and how it is measured. */
export function ChartPanel<Model>(props: ChartPanelProps<Model>) {
  const { title, subtitle, aside, model, query, height, isEmpty, empty, metric, measured, table } = props;
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
        empty={empty}
      >
        {(shown) =>
          asTable ? (
            <TwinTable twin={table(shown)} maxHeight={height} />
          ) : (
            <Suspense fallback={<div style={{ height }} />}>{props.children(shown)}</Suspense>
          )
        }
      </Answered>
    </Section>
  );
}

interface ChartMenuProps {
  title: string;
  asTable: boolean;
  onFlip: () => void;
  table: () => TableTwin | undefined;
}

function ChartMenu({ title, asTable, onFlip, table }: ChartMenuProps) {
  const save = () => {
    const twin = table();
    if (!twin) return;
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([toCsv(twin)], { type: 'text/csv;charset=utf-8' }));
    link.download = `${twin.caption.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.csv`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <Menu position="bottom-end" width={180}>
      <Menu.Target>
        <ActionIcon size={24} aria-label={`Menu of “${title}”`}>
          <IconDots size={15} stroke={1.6} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={asTable ? <IconChartBar size={14} /> : <IconTable size={14} />}
          onClick={onFlip}
        >
          {asTable ? 'Show as chart' : 'Show as table'}
        </Menu.Item>
        <Menu.Item leftSection={<IconDownload size={14} />} onClick={save}>
          Download CSV
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
