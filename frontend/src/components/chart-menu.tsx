import { ActionIcon, Menu } from '@mantine/core';
import { IconChartBar, IconDots, IconDownload, IconPhoto, IconTable } from '@tabler/icons-react';
import { type RefObject, useState } from 'react';
import { type TableTwin, toCsv } from '../charts/table-twin';
import { callForFile } from '../lib/api';
import type { ChartSource } from '../lib/chart-source';
import { pictureOf } from '../lib/picture';
import { saveFile } from '../lib/save-file';

const arrowStream = 'application/vnd.apache.arrow.stream';

interface ChartMenuProps {
  title: string;
  asTable: boolean;
  onFlip: () => void;
  table: () => TableTwin | undefined;
  /** Absent: what is drawn is not a metric's whole answer, and only the table is saved. */
  source: ChartSource | undefined;
  drawing: RefObject<HTMLElement | null>;
}

/** A chart as a table, a file of its figures, a picture. */
export function ChartMenu({ title, asTable, onFlip, table, source, drawing }: ChartMenuProps) {
  const [problem, setProblem] = useState<string | null>(null);
  const save = async (kind: string, make: () => Promise<[Blob, string]>) => {
    setProblem(null);
    try {
      saveFile(...(await make()));
    } catch (error) {
      setProblem(`${kind}: ${error instanceof Error ? error.message : 'it failed'}`);
    }
  };
  const name = (ending: string) =>
    `${(table()?.caption ?? title).toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.${ending}`;
  const csv = async (): Promise<[Blob, string]> => [
    new Blob([toCsv(table() ?? { columns: [], rows: [] })], { type: 'text/csv;charset=utf-8' }),
    name('csv'),
  ];
  const arrow = async (source: ChartSource): Promise<[Blob, string]> => {
    const input = { query: source.query } as never;
    const { blob } = await callForFile(source.route, input, { accept: arrowStream });
    return [blob, name('arrows')];
  };
  const picture = async (): Promise<[Blob, string]> => {
    if (!drawing.current) throw new Error('there is nothing to draw');
    return [await pictureOf(drawing.current, title), name('png')];
  };
  return (
    <Menu position="bottom-end" width={200} onClose={() => setProblem(null)}>
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
        <Menu.Item leftSection={<IconDownload size={14} />} onClick={() => save('CSV', csv)}>
          Download CSV
        </Menu.Item>
        {source && (
          <Menu.Item
            leftSection={<IconDownload size={14} />}
            closeMenuOnClick={false}
            onClick={() => save('Arrow', () => arrow(source))}
          >
            Download Arrow
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<IconPhoto size={14} />}
          closeMenuOnClick={false}
          onClick={() => save('PNG', picture)}
        >
          Download PNG
        </Menu.Item>
        {problem && (
          <Menu.Label role="alert" c="var(--bad)">
            {problem}
          </Menu.Label>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
