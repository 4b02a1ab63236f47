import { type Column, DataTable } from '../../components/data-table';
import { Answered, Section } from '../../components/panel';
import { Empty } from '../../components/state';
import { count, date, nothing, percent } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import { useFilters } from '../../lib/use-filters';
import css from './improvements.module.css';
import {
  allText,
  type BotEffects,
  gapsText,
  type ReleaseEffect,
  rateText,
  releaseText,
  toneOf,
} from './release-words';

/** Whether bots got better: all releases together, and each. */
export function ReleaseEffects() {
  const effects = useRoute('GET /api/releases/effects', {});
  return (
    <Section title="Did the bot get better?" subtitle="Its escalation rate at each release">
      <Answered
        query={effects}
        height={260}
        isEmpty={({ bots }) => bots.length === 0}
        empty={
          <Empty title="No release held an improvement yet">
            A release that names an improvement is measured: its gaps against those that nothing was released
            for, and the whole bot against the time before.
          </Empty>
        }
      >
        {({ bots }) => (
          <div className={css.stack}>
            {bots.map((bot) => (
              <OfBot key={bot.bot} effects={bot} />
            ))}
          </div>
        )}
      </Answered>
    </Section>
  );
}

function OfBot({ effects }: { effects: BotEffects }) {
  const { zone } = useFilters();
  const columns: Column<ReleaseEffect>[] = [
    {
      key: 'release',
      title: 'Release',
      cell: ({ versions, at }) => (
        <>
          {versions.join(', ')}
          <span className={css.under}>{date(at, zone)}</span>
        </>
      ),
    },
    {
      key: 'improvements',
      title: 'Improvements',
      numeric: true,
      wide: true,
      cell: ({ improvements }) => count(improvements),
    },
    {
      key: 'since',
      title: 'Handed over',
      numeric: true,
      cell: ({ rate }) => (rate ? percent(rate.since) : nothing),
    },
    {
      key: 'expected',
      title: 'Expected without it',
      numeric: true,
      cell: ({ rate }) =>
        rate ? (
          <>
            {percent(rate.expected.value)}
            <span className={css.under}>
              {percent(rate.expected.low)} to {percent(rate.expected.high)}
            </span>
          </>
        ) : (
          nothing
        ),
    },
    {
      key: 'rate',
      title: 'The whole bot',
      cell: ({ rate }) => (
        <span className={css[toneOf[rate?.verdict ?? 'no_control'] ?? '']}>{rateText(rate)}</span>
      ),
    },
    {
      key: 'gaps',
      title: 'Its gaps, against untouched ones',
      wide: true,
      cell: ({ gaps }) => (
        <span className={css[toneOf[gaps?.verdict ?? 'no_control'] ?? '']}>{gapsText(gaps)}</span>
      ),
    },
  ];
  const { all, bot } = effects;
  return (
    <div>
      <p className={css.verdict}>{allText(effects, date(all.from, zone))}</p>
      {all.gaps && (
        <p className={css.note}>
          The gaps of all its improvements together, against gaps that nothing was released for yet:{' '}
          {gapsText(all.gaps)}.
        </p>
      )}
      <DataTable
        caption={`Releases of ${bot}`}
        columns={columns}
        rows={[...effects.releases].reverse()}
        rowKey={({ at }) => at}
        maxHeight={420}
      />
      <p className={css.note}>
        The whole bot has nothing to be held against: what else changed in the week of a release counts as the
        release’s. Chance, a season and how the rate drifts by itself are in the interval, which holds however
        often one looks. Where a release teaches all gaps, those that nobody touched fall too, and its own
        gaps show less than it did.
      </p>
    </div>
  );
}

/** What the release that an improvement came in did to the whole bot. */
export function ItsRelease({ release }: { release: { bot: string; at: string } }) {
  const { data } = useRoute('GET /api/releases/effects', {});
  const own = data?.bots
    .find(({ bot }) => bot === release.bot)
    ?.releases.findLast(({ at }) => Date.parse(at) <= Date.parse(release.at));
  return own ? <p className={css.note}>{releaseText(own)}</p> : null;
}
