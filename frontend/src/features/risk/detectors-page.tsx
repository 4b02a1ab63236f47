import { Link } from 'wouter';
import { EmptyHere } from '../../components/empty-here';
import { GuardLine } from '../../components/guard-line';
import { Panel } from '../../components/panel';
import { TimeText } from '../../components/time-text';
import { useRoute } from '../../lib/queries';
import { useFilters } from '../../lib/use-filters';
import { DetectorTable } from './detector-table';
import { prepareDetectors } from './prepare-detectors';
import css from './risk.module.css';

/** Every detector, ranked, with the rows behind it. */
export default function DetectorsPage() {
  const { scope, comparisonScope } = useFilters();
  const now = useRoute('GET /api/detectors', { query: scope });
  const before = useRoute(
    'GET /api/detectors',
    { query: comparisonScope ?? scope },
    { enabled: comparisonScope !== null },
  );
  const { from, to, source } = scope;
  const faults = useRoute('GET /api/detectors/sources', { query: { from, to, source } });
  const earlier = comparisonScope ? before.data : undefined;
  return (
    <>
      <GuardLine />
      <Panel
        title="What goes wrong, most frequent first"
        subtitle={
          now.data?.watermark ? (
            <>
              Share of the rows where it can be told, with its 95 % interval. Data reaches to{' '}
              <TimeText at={now.data.watermark} />. Grey: fewer than 30 rows, not compared
            </>
          ) : (
            'Share of the rows where it can be told, with its 95 % interval'
          )
        }
        query={now}
        height={760}
        flush
        isEmpty={(data) => data.detectors.every(({ all }) => all === 0)}
        empty={
          <EmptyHere title="Nothing happened in this range">
            Choose a longer range, or check under Connect that events arrive.
          </EmptyHere>
        }
      >
        {(data) => (
          <DetectorTable
            rows={prepareDetectors(data, earlier, faults.data?.sources)}
            watermark={data.watermark}
          />
        )}
      </Panel>
      <p className={css.foot}>
        Fields that moved, and what a source never sends and so cannot be measured, stand under{' '}
        <Link href="/sources">Sources</Link>.
      </p>
    </>
  );
}
