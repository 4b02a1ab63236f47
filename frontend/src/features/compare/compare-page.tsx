import type { Dimension } from '../../../../backend/src/contract/dimensions.js';
import { type MetricName, metricNames, metricOf } from '../../../../backend/src/contract/metrics.js';
import { FilterBar } from '../../components/filter-bar';
import { Page } from '../../components/page';
import { Empty, Loading } from '../../components/state';
import { breakdownDimensions } from '../../lib/breakdown-dimensions';
import { useUrlState } from '../../lib/use-url-state';
import { BandsPanel } from './bands-panel';
import { ForecastPanel } from './forecast-panel';
import { HeatmapPanel, type Shown } from './heatmap-panel';
import { ConfusionPanel, MatrixPanel } from './matrix-panel';
import { PairPanel } from './pair-panel';
import { PairedPanel } from './paired-panel';
import { SideChoice } from './side-choice';
import { type Mode, modes } from './sides';
import { useSides } from './use-sides';
import { ValuesPanel } from './values-panel';
import { VerdictPanel } from './verdict-panel';

/** Is A better than B, and is that more than chance? */
export default function ComparePage() {
  const [metric] = useUrlState<MetricName>('metric', 'escalation_rate', metricNames);
  const [mode] = useUrlState<Mode>('sides', 'period', modes);
  const dimensions = breakdownDimensions(metricOf(metric).population);
  const [of] = useUrlState<Dimension>('of', 'channel', dimensions);
  const [shown, setShown] = useUrlState<Shown>('show', 'a', ['a', 'b']);
  const choice = useSides(metric, mode, of);
  const { sides } = choice;
  // What tells the sides apart cannot be looked at on both.
  const taken: readonly Dimension[] = { period: [], version: ['bot', 'bot_version'] as const, value: [of] }[
    mode
  ];
  const shared = dimensions.filter((name) => !taken.includes(name));
  return (
    <Page
      title="Compare"
      question="Is A better than B, and is that more than chance?"
      bar={<FilterBar compares={mode === 'period'} range={mode !== 'version'} />}
    >
      <SideChoice metric={metric} mode={mode} of={of} dimensions={dimensions} choice={choice} />
      {sides ? (
        <>
          <VerdictPanel metric={metric} sides={sides} />
          <PairedPanel metric={metric} sides={sides} />
          <PairPanel metric={metric} sides={sides} />
          {metricOf(metric).unit === 'seconds' && <BandsPanel metric={metric} sides={sides} />}
          <ValuesPanel metric={metric} sides={sides} dimensions={shared} />
          <HeatmapPanel metric={metric} sides={sides} shown={shown} onShow={setShown} />
          <ForecastPanel />
          <MatrixPanel metric={metric} side={sides[shown]} dimensions={shared} />
          <ConfusionPanel side={sides[shown]} />
        </>
      ) : choice.isLoading ? (
        <Loading height={420} />
      ) : (
        <Missing mode={mode} same={choice.chosen !== null} />
      )}
    </Page>
  );
}

function Missing({ mode, same }: { mode: Mode; same: boolean }) {
  if (same) return <Empty title="A and B are the same">Choose another for one of them.</Empty>;
  if (mode === 'version') {
    return (
      <Empty title="No bot has two releases yet">
        Send <code>bot.released</code> events, or compare values of the bot version.
      </Empty>
    );
  }
  return (
    <Empty title="There are no two values to compare">Choose a longer range or another dimension.</Empty>
  );
}
