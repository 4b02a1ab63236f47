import { FilterBar } from '../../components/filter-bar';
import { GuardLine } from '../../components/guard-line';
import { Page } from '../../components/page';
import { useUrlState } from '../../lib/use-url-state';
import { BreakdownPanel } from './breakdown-panel';
import { EmptyNote } from './empty-note';
import { FidelityPanel } from './fidelity-panel';
import { GapsPanel } from './gaps-panel';

import { type HeadlineMetric, headlineMetrics } from './headline-metrics';
import { OutcomesPanel } from './outcomes-panel';
import classes from './overview.module.css';
import { ReasonsPanel } from './reasons-panel';
import { TilesRow } from './tiles-row';
import { TimePanel } from './time-panel';
import { TrendPanel } from './trend-panel';

/** Is the handoff working, is the bot learning, what do I do first? */
export default function OverviewPage() {
  const [tile, setTile] = useUrlState<HeadlineMetric>('tile', 'escalation_rate', headlineMetrics);
  return (
    <Page
      title="Overview"
      question="Is the handoff working, is the bot learning, what comes first?"
      bar={<FilterBar compares />}
    >
      <EmptyNote />
      <TilesRow chosen={tile} onChoose={setTile} />
      <GuardLine />
      <TrendPanel metric={tile} />
      <div className={classes.pair}>
        <ReasonsPanel />
        <OutcomesPanel />
      </div>
      <div className={classes.pair}>
        <TimePanel />
        <FidelityPanel />
      </div>
      <GapsPanel />
      <BreakdownPanel metric={tile} />
    </Page>
  );
}
