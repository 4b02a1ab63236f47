import { type MetricName, metricNames } from '../../../../backend/src/contract/metrics.js';
import { FilterBar } from '../../components/filter-bar';
import { GuardLine } from '../../components/guard-line';
import { Page } from '../../components/page';
import { useUrlState } from '../../lib/use-url-state';
import { BreakdownPanel } from './breakdown-panel';
import { EmptyNote } from './empty-note';
import { FidelityPanel } from './fidelity-panel';
import { GapsPanel } from './gaps-panel';
import { readTiles, writeTiles } from './headline-metrics';
import { OutcomesPanel } from './outcomes-panel';
import classes from './overview.module.css';
import { ReasonsPanel } from './reasons-panel';
import { TileChoice } from './tile-choice';
import { TilesRow } from './tiles-row';
import { TimePanel } from './time-panel';
import { TrendPanel } from './trend-panel';

/** Is the handoff working, is the bot learning, what do I do first? */
export default function OverviewPage() {
  const [tile, setTile] = useUrlState<MetricName>('tile', 'escalation_rate', metricNames);
  const [chosen, setChosen] = useUrlState<string>('tiles', '');
  const tiles = readTiles(chosen);
  return (
    <Page
      title="Overview"
      question="Is the handoff working, is the bot learning, what comes first?"
      aside={<TileChoice tiles={tiles} onChange={(next) => setChosen(writeTiles(next))} />}
      bar={<FilterBar compares />}
    >
      <EmptyNote />
      <TilesRow tiles={tiles} chosen={tile} onChoose={setTile} />
      <GuardLine />
      <TrendPanel metric={tile} onChoose={setTile} />
      <div className={classes.pair}>
        <ReasonsPanel />
        <OutcomesPanel />
      </div>
      <GapsPanel />
      <div className={classes.pair}>
        <TimePanel />
        <FidelityPanel />
      </div>
      <BreakdownPanel metric={tile} />
    </Page>
  );
}
