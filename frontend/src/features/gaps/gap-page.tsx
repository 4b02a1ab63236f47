import { Button } from '@mantine/core';
import { Link, useLocation, useParams } from 'wouter';
import { trainers } from '../../../../backend/src/contract/roles.js';
import { Page } from '../../components/page';
import { Answered, Section } from '../../components/panel';
import { TimeText } from '../../components/time-text';
import { count } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import { useMay } from '../../lib/session';
import { useFilters } from '../../lib/use-filters';
import { Decisions, MergeGap } from './decisions';
import { Dismissal } from './dismissal';
import { Examples } from './examples';
import { GapImprovements } from './gap-improvements';
import { BotAndHuman, Difference, Evidence, NearGaps, Where } from './gap-panels';
import { Consistency, GapTypeTag, Sparkline, Trend } from './gap-parts';
import { ForEver, Priority, SinceRelease } from './gap-priority';
import { GapTitle } from './gap-title';
import { type Gap, gapStatuses, gapTypes } from './gap-words';
import css from './gaps.module.css';
import { Lineage } from './lineage';
import { TitleProposal } from './title-proposal';

/** One gap: what customers say, what the bot tried, what humans did, and what to do about it. */
export default function GapPage() {
  const { id = '' } = useParams<{ id: string }>();
  const gap = useRoute('GET /api/gaps/:id', { params: { id } });
  return (
    <Page
      title={gap.data?.name ?? 'Gap'}
      question={gap.data && <Facts gap={gap.data} />}
      questionLines={1}
      aside={gap.data && <Actions gap={gap.data} />}
    >
      <Answered query={gap} height={560}>
        {(found) => (
          <div key={found.id}>
            <TitleProposal gap={found} />
            <div className={css.columns}>
              <div className={css.stack}>
                <Examples gap={found} />
                <BotAndHuman gap={found} />
                <Difference gap={found} />
              </div>
              <div className={css.stack}>
                <Size gap={found} />
                <GapImprovements gap={found} />
                <Evidence gap={found} />
                <Where gap={found} />
                <NearGaps gap={found} />
                <Decisions gap={found} />
                <Lineage gap={found} />
              </div>
            </div>
          </div>
        )}
      </Answered>
    </Page>
  );
}

function Facts({ gap }: { gap: Gap }) {
  return (
    <span className={css.heading}>
      <GapTypeTag type={gap.type} />
      <span>{gapStatuses[gap.status]}</span>
      <ForEver gap={gap} />
      <span>
        seen <TimeText at={gap.firstAt} /> to <TimeText at={gap.lastAt} />
      </span>
      <span>{gapTypes[gap.type].meaning}</span>
    </span>
  );
}

function Actions({ gap }: { gap: Gap }) {
  const may = useMay(trainers);
  const [, go] = useLocation();
  const { carried } = useFilters();
  const search = new URLSearchParams(carried);
  search.set('gap', gap.id);
  return (
    <div className={css.actions}>
      <Button variant="default" component={Link} href={`/handoffs?${search}`}>
        Handoffs behind it
      </Button>
      {may && (
        <>
          <GapTitle gap={gap} />
          <MergeGap gap={gap} onMerged={(into) => go(`/gaps/${into}${carried}`)} />
          <Dismissal gap={gap} />
          <Button component={Link} href={`/review?gap=${gap.id}`}>
            Review examples
          </Button>
          <Button variant="default" component={Link} href={`/datasets/new?gap=${gap.id}`}>
            Build a dataset
          </Button>
        </>
      )}
    </div>
  );
}

function Size({ gap }: { gap: Gap }) {
  return (
    <Section title="How large is it?" subtitle="Over all its time">
      <dl className={css.facts}>
        <dt>Escalations</dt>
        <dd>
          {count(gap.total)}
          {gap.also > 0 && (
            <span className={css.under}>and {count(gap.also)} of other gaps that need this too</span>
          )}
        </dd>
        <dt>Last 13 weeks</dt>
        <dd>
          <Sparkline weekly={gap.weekly} width={150} />
        </dd>
        <dt>Change</dt>
        <dd>
          <Trend trend={gap.trend} />
        </dd>
        <dt>Humans</dt>
        <dd>
          <Consistency gap={gap} />
        </dd>
        <dt>Could save</dt>
        <dd>
          <Priority gap={gap} />
        </dd>
        <dt>Since release</dt>
        <dd>
          <SinceRelease gap={gap} />
        </dd>
      </dl>
    </Section>
  );
}
