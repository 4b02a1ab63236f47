import { NativeSelect } from '@mantine/core';
import { Answered, Section } from '../../components/panel';
import { Empty } from '../../components/state';
import { useRoute } from '../../lib/queries';
import { useFilters } from '../../lib/use-filters';
import { useUrlState } from '../../lib/use-url-state';
import { beginningOf, beginnings } from './outage-begins';
import { OutageLoss } from './outage-loss';
import { filtersOfPath, nameOfPath, type Path, pathWords } from './prepare-paths';
import css from './risk.module.css';

/** What if it is down: of any path, of any length, at any hour. All of it stands in the URL. */
export function OutagePanel({ paths }: { paths: readonly Path[] }) {
  const { scope, zone } = useFilters();
  const [chosen, choosePath] = useUrlState<string>('path', '');
  const [start, chooseStart] = useUrlState<string>('start', 'any');
  const path = paths.find((one) => nameOfPath(one) === chosen);
  const outage = useRoute('GET /api/risk/outage', {
    query: { ...scope, ...(path && filtersOfPath(path)), zone, ...beginningOf(start) },
  });
  return (
    <Section
      title="What if it is down?"
      subtitle={`Measured on the handoffs of the same hours in this range. Hours are those of ${zone}`}
    >
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
      <Answered
        query={outage}
        height={260}
        isEmpty={(data) => data.losses.length === 0}
        empty={
          <Empty title="There are no past hours to measure it on">
            Choose a longer range: an outage is told from the same hours of past weeks.
          </Empty>
        }
      >
        {(data) => <OutageLoss outage={data} path={path} />}
      </Answered>
    </Section>
  );
}

function labelOf(path: Path): string {
  const { title, beside } = pathWords(path);
  return beside ? `${title} (${beside})` : title;
}
