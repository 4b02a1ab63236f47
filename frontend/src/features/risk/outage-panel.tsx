import { NativeSelect, Slider } from '@mantine/core';
import { useState } from 'react';
import { longestOutage } from '../../../../backend/src/contract/risk.js';
import { Panel } from '../../components/panel';
import { Empty } from '../../components/state';
import { useRoute } from '../../lib/queries';
import { useFilters } from '../../lib/use-filters';
import { useUrlState } from '../../lib/use-url-state';
import { LossChart } from './loss-chart';
import { beginningOf, beginnings } from './outage-begins';
import { OutageWords } from './outage-words';
import { filtersOfPath, nameOfPath, type Path, pathWords } from './prepare-paths';
import css from './risk.module.css';
import { WeekMap } from './week-map';

const hourNames = Array.from({ length: longestOutage }, (_, index) => String(index + 1));

/** What if it is down: of any path, of any length, at any hour. All of it stands in the URL. */
export function OutagePanel({ paths }: { paths: readonly Path[] }) {
  const { scope, zone } = useFilters();
  const [chosen, choosePath] = useUrlState<string>('path', '');
  const [start, chooseStart] = useUrlState<string>('start', 'any');
  const [hours, chooseHours] = useUrlState<string>('hours', '4', hourNames);
  const [dragged, drag] = useState<number | null>(null);
  const path = paths.find((one) => nameOfPath(one) === chosen);
  const outage = useRoute('GET /api/risk/outage', {
    query: { ...scope, ...(path && filtersOfPath(path)), zone, ...beginningOf(start) },
  });
  const length = dragged ?? Number(hours);
  return (
    <Panel
      title="What if it is down?"
      subtitle={`Measured on the handoffs of the same hours in this range. Hours are those of ${zone}`}
      aside={
        <div className={css.choices}>
          <NativeSelect
            aria-label="Which path is down"
            data={[
              { value: '', label: 'Every path' },
              ...paths.map((one) => ({ value: nameOfPath(one), label: labelOf(one) })),
            ]}
            value={path ? chosen : ''}
            onChange={(event) => choosePath(event.currentTarget.value)}
          />
          <NativeSelect
            aria-label="When it begins"
            data={beginnings(outage.data?.busiest ?? null)}
            value={start}
            onChange={(event) => chooseStart(event.currentTarget.value)}
          />
        </div>
      }
      query={outage}
      height={300}
      isEmpty={(data) => data.losses.length === 0}
      empty={
        <Empty title="There are no past hours to measure it on">
          Choose a longer range: an outage is told from the same hours of past weeks.
        </Empty>
      }
    >
      {(data) => (
        <div className={css.outage}>
          <div className={css.outageMain}>
            <OutageWords outage={data} hours={length} path={path} />
            <div className={css.slider}>
              <Slider
                min={1}
                max={data.losses.length}
                value={Math.min(length, data.losses.length)}
                onChange={drag}
                onChangeEnd={(value) => {
                  chooseHours(String(value));
                  drag(null);
                }}
                label={(value) => `${value} h`}
                marks={[1, 4, 8, 24, 48]
                  .filter((value) => value <= data.losses.length)
                  .map((value) => ({ value, label: `${value} h` }))}
                thumbProps={{ 'aria-label': 'Hours that it is down' }}
              />
            </div>
            <LossChart losses={data.losses} hours={length} />
          </div>
          <WeekMap week={data.week} begins={data.begins} />
        </div>
      )}
    </Panel>
  );
}

function labelOf(path: Path): string {
  const { title, beside } = pathWords(path);
  return beside ? `${title} (${beside})` : title;
}
