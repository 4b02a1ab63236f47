import { Link, useParams } from 'wouter';
import { metricOf } from '../../../../backend/src/contract/metrics.js';
import { type Column, DataTable } from '../../components/data-table';
import { Page } from '../../components/page';
import { Answered, Section } from '../../components/panel';
import { Empty } from '../../components/state';
import { TimeText } from '../../components/time-text';
import { count, measure, percent, unitOf } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import { useFilters } from '../../lib/use-filters';
import { Decide } from './decide';
import { EffectChart } from './effect-chart';
import {
  avoidedText,
  type Improvement,
  kindNames,
  statusNames,
  unapprovedText,
  verdictText,
} from './effect-words';
import css from './improvements.module.css';
import { NextSteps } from './next-steps';
import { prepareEffect } from './prepare-effect';
import { ItsRelease } from './release-effects';

/** One improvement: what was changed, who decided, and whether it worked. */
export default function ImprovementPage() {
  const { id = '' } = useParams<{ id: string }>();
  const improvement = useRoute('GET /api/improvements/:id', { params: { id } });
  const found = improvement.data;
  return (
    <Page
      title={found?.title ?? 'Improvement'}
      question={
        found && (
          <span className={css.heading}>
            <span>{statusNames[found.status]}</span>
            <span>{kindNames[found.kind].label}</span>
            <Link href={`/gaps/${found.gap.id}`}>{found.gap.name}</Link>
            {found.unapproved && <span className={css.warn}>{unapprovedText(found)}</span>}
          </span>
        )
      }
      aside={found && <Decide improvement={found} />}
    >
      <Answered query={improvement} height={520}>
        {(one) => (
          <div className={css.columns}>
            <div className={css.stack}>
              <DidItWork improvement={one} />
              {one.guards.length > 0 && <Guards improvement={one} />}
            </div>
            <div className={css.stack}>
              <Change improvement={one} />
              <History improvement={one} />
              {one.effect && <How improvement={one} />}
            </div>
          </div>
        )}
      </Answered>
    </Page>
  );
}

function DidItWork({ improvement }: { improvement: Improvement }) {
  const { effect, release, aimed } = improvement;
  const { zone } = useFilters();
  if (!release) return <NextSteps improvement={improvement} />;
  if (!effect) {
    return (
      <Section title="Did it work?">
        <Empty title="It was released just now">
          Its effect is measured every hour, against the bot’s other gaps.
        </Empty>
      </Section>
    );
  }
  const avoided = avoidedText(effect);
  return (
    <Section
      title="Did it work?"
      subtitle="Escalations of the gap by week, against what the bot’s other gaps let expect"
    >
      <p className={css.verdict}>{verdictText(effect, aimed, zone)}</p>
      {avoided && <p className={css.note}>{avoided}</p>}
      {improvement.course.length > 1 && (
        <>
          <EffectChart
            model={prepareEffect(improvement, zone)}
            label={`Escalations by week. ${verdictText(effect, aimed, zone)}`}
          />
          <p className={css.legend}>
            <span>
              <span className={css.solid} />
              Escalations of the gap
            </span>
            {effect.ratio !== null && (
              <span>
                <span className={css.dashed} />
                To be expected by the others
              </span>
            )}
          </p>
        </>
      )}
      <ItsRelease release={release} />
    </Section>
  );
}

type Guard = Improvement['guards'][number];

const guardWords: Record<Guard['verdict'], { text: string; tone?: string }> = {
  better: { text: 'Better', tone: css.good },
  worse: { text: 'Worse', tone: css.bad },
  different: { text: 'Different' },
  no_difference_seen: { text: 'No difference seen' },
  too_few: { text: 'Too few to compare' },
};

const guardColumns: Column<Guard>[] = [
  { key: 'metric', title: 'Of all the bot’s episodes', cell: ({ metric }) => metricOf(metric).label },
  {
    key: 'before',
    title: 'Before',
    numeric: true,
    cell: ({ metric, before }) => measure(before.value, unitOf(metric)),
  },
  {
    key: 'since',
    title: 'Since',
    numeric: true,
    cell: ({ metric, since }) => measure(since.value, unitOf(metric)),
  },
  {
    key: 'verdict',
    title: 'Change',
    cell: ({ verdict }) => <span className={guardWords[verdict].tone}>{guardWords[verdict].text}</span>,
  },
];

function Guards({ improvement }: { improvement: Improvement }) {
  return (
    <Section
      title="At whose cost?"
      subtitle="The bot since the release against as long before it: fewer escalations that customers pay for are no improvement"
      flush
    >
      <DataTable
        caption="Guards"
        columns={guardColumns}
        rows={improvement.guards}
        rowKey={({ metric }) => metric}
      />
    </Section>
  );
}

function Change({ improvement }: { improvement: Improvement }) {
  const { kind, dataset, release, aimed, label, id, rate, note } = improvement;
  return (
    <Section title={release ? 'What was changed?' : 'What is to change?'}>
      <dl className={css.facts}>
        <dt>Kind</dt>
        <dd>{kindNames[kind].meaning}</dd>
        {note && (
          <>
            <dt>Note</dt>
            <dd>{note}</dd>
          </>
        )}
        <dt>Dataset</dt>
        <dd>
          {dataset ? (
            <Link href={`/datasets/${dataset.id}`}>{`${dataset.name} v${dataset.version}`}</Link>
          ) : (
            'none'
          )}
        </dd>
        <dt>Release</dt>
        <dd>
          {release ? (
            <>
              {release.bot} {release.version}, <TimeText at={release.at} />
            </>
          ) : (
            'not yet'
          )}
        </dd>
        <dt>Named in it as</dt>
        <dd>
          <code>{label ?? id}</code>
        </dd>
        <dt>Hoped for</dt>
        <dd>{percent(aimed, 0)} fewer escalations</dd>
        {rate.before !== null && rate.since !== null && (
          <>
            <dt>Of the bot’s episodes</dt>
            <dd>
              {percent(rate.before, 2)} before, {percent(rate.since, 2)} since
            </dd>
          </>
        )}
      </dl>
    </Section>
  );
}

const stepNames: Record<Improvement['history'][number]['step'], string> = {
  proposed: 'Proposed',
  approved: 'Approved',
  declined: 'Declined',
  withdrawn: 'Withdrawn',
  released: 'Said to be released',
};

function History({ improvement }: { improvement: Improvement }) {
  return (
    <Section title="Who decided?" subtitle="Each step is in the ledger">
      <ol className={css.history}>
        {improvement.history.map(({ step, at, by, note }) => (
          <li key={`${step} ${at}`}>
            {stepNames[step]} by {by}, <TimeText at={at} />
            {note && <span className={css.under}>{note}</span>}
          </li>
        ))}
      </ol>
    </Section>
  );
}

function How({ improvement: { effect, noise } }: { improvement: Improvement }) {
  if (!effect) return null;
  return (
    <Section title="How is this measured?">
      <dl className={css.facts}>
        <dt>Weeks</dt>
        <dd>
          {count(effect.weeks.before)} before, {count(effect.weeks.after)} since
        </dd>
        <dt>Held against</dt>
        <dd>{count(effect.controls)} other gaps of the bot, each while nothing was released for it</dd>
        <dt>Smallest fall seen</dt>
        <dd>
          {effect.detectable === null
            ? 'not known'
            : `${percent(effect.detectable)} by now, with a chance of 80 %`}
        </dd>
        {noise && (
          <>
            <dt>Gaps by themselves</dt>
            <dd>
              drift apart by {percent(noise.drift)}; weeks scatter {noise.dispersion.toFixed(1)} times as much
              as chance
            </dd>
          </>
        )}
      </dl>
      <p className={css.note}>
        Difference-in-differences of logarithms. The gap’s own count before is drawn towards the usual one as
        far as it was chance. The interval holds at every look, so looking often finds nothing that is not
        there; how far untouched gaps drift apart is part of it.
      </p>
    </Section>
  );
}
