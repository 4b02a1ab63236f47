import { Link } from 'wouter';
import { EmptyHere } from '../../components/empty-here';
import { Panel } from '../../components/panel';
import { Loading } from '../../components/state';
import type { Answer } from '../../lib/api';
import { detectorAddress } from '../../lib/detector-address';
import { count, nothing, percent } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import { useFilters } from '../../lib/use-filters';
import { OutagePanel } from './outage-panel';
import { PathTable } from './path-table';
import css from './risk.module.css';

type Paths = Answer<'GET /api/risk/paths'>;

/** Three boxes beside each other, on a phone one below the other. */
const factsHeight = { wide: 84, narrow: 268 };

/** Which ways handoffs go, how much hangs on one of them, and what is hit when it is down. */
export default function RoutingPage() {
  const { scope } = useFilters();
  const paths = useRoute('GET /api/risk/paths', { query: scope });
  return (
    <>
      {paths.isPending && <Loading height={factsHeight} />}
      {paths.data && paths.data.handoffs > 0 && <Facts paths={paths.data} />}
      <OutagePanel paths={paths.data?.paths ?? []} />
      <Panel
        title="Where do handoffs go, and where do they fail?"
        subtitle="A path is source, queue, tier and channel. Returns to the bot are not in it"
        query={paths}
        height={420}
        flush
        isEmpty={(data) => data.handoffs === 0}
        empty={
          <EmptyHere title="No handoff in this range">
            Choose a longer range, or check under Connect that events arrive.
          </EmptyHere>
        }
      >
        {(data) => <PathTable answer={data} />}
      </Panel>
    </>
  );
}

function Facts({ paths: { handoffs, paths, other, concentration, withoutFallback } }: { paths: Paths }) {
  const { carried } = useFilters();
  const { top, herfindahl, equalPaths } = concentration;
  return (
    <dl className={css.facts}>
      <div>
        <dt>Largest path</dt>
        <dd>{percent(top.value)}</dd>
        <dd className={css.soft}>
          {count(top.numerator)} of {count(handoffs)} handoffs
        </dd>
      </div>
      <div>
        <dt>Concentration</dt>
        <dd>{herfindahl?.toFixed(2) ?? nothing}</dd>
        <dd className={css.soft}>
          as of {equalPaths?.toFixed(1)} equal paths; there are {paths.length + other.paths} (Herfindahl
          index)
        </dd>
      </div>
      <div>
        <dt>Without a fallback</dt>
        <dd>
          <Link href={detectorAddress('no_fallback', 'numerator', carried)}>
            {percent(withoutFallback.value)}
          </Link>
        </dd>
        <dd className={css.soft}>
          {count(withoutFallback.numerator)} of {count(withoutFallback.denominator)} handoffs
        </dd>
      </div>
    </dl>
  );
}
