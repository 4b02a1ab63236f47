import { SegmentedControl } from '@mantine/core';
import { type CSSProperties, useMemo } from 'react';
import { Link } from 'wouter';
import { type MetricName, metricOf } from '../../../../backend/src/contract/metrics.js';
import { type HeatmapModel, heatmapTable, prepareHeatmap } from '../../charts/prepare-heatmap';
import { ChartPanel } from '../../components/chart-panel';
import { weekdayName } from '../../lib/cell';
import { type Unit, unitName, unitOf } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import { rowsAddress } from '../../lib/rows-address';
import { useFilters } from '../../lib/use-filters';
import classes from './grid.module.css';
import { HeatLegend } from './heat-legend';
import { type Side, type Sides, sideAddress, sideScope } from './sides';
import { useGridKeys } from './use-grid-keys';

export type Shown = 'a' | 'b';

interface HeatmapPanelProps {
  metric: MetricName;
  sides: Sides;
  shown: Shown;
  onShow: (side: Shown) => void;
}

/** When in the week. */
export function HeatmapPanel({ metric, sides, shown, onShow }: HeatmapPanelProps) {
  const { zone } = useFilters();
  const side = sides[shown];
  const query = { metric, zone, ...sideScope(side) };
  const answer = useRoute('GET /api/metrics/heatmap', { query });
  const model = useMemo(() => answer.data && prepareHeatmap(answer.data), [answer.data]);
  const { label } = metricOf(metric);
  const unit = unitOf(metric, answer.data?.currency);
  return (
    <ChartPanel
      title="When in the week?"
      subtitle={`${label}${unit === 'count' ? ' per hour' : unit === 'seconds' ? ', median' : inUnit(unit)} by hour and weekday in ${zone}. Each cell opens its rows`}
      aside={<SideSwitch sides={sides} shown={shown} onShow={onShow} />}
      model={model}
      query={answer}
      height={260}
      isEmpty={({ cells }) => cells.every(({ text }) => text === '')}
      metric={metric}
      source={{ route: 'GET /api/metrics/heatmap', query }}
      table={(found) => heatmapTable(found, `${label} by hour and weekday`)}
    >
      {(found) => <Week model={found} metric={metric} side={side} />}
    </ChartPanel>
  );
}

const inUnit = (unit: Unit): string => (unitName(unit) === '' ? '' : `, in ${unitName(unit)}`);

interface SideSwitchProps {
  sides: Sides;
  shown: Shown;
  onShow: (side: Shown) => void;
}

/** Which side the tables below show. */
export function SideSwitch({ sides, shown, onShow }: SideSwitchProps) {
  return (
    <SegmentedControl
      aria-label="Which side"
      data={[
        { value: 'a', label: `A: ${sides.a.name}` },
        { value: 'b', label: `B: ${sides.b.name}` },
      ]}
      value={shown}
      onChange={(value) => onShow(value as Shown)}
    />
  );
}

/** The style sheet lays the week down on wide pages and upright on narrow ones. */
const place = (at: Record<`--${string}`, number>) => at as CSSProperties;
const weekdays = [1, 2, 3, 4, 5, 6, 7];
const hours = Array.from({ length: 24 }, (_, hour) => hour);

function Week({ model, metric, side }: { model: HeatmapModel; metric: MetricName; side: Side }) {
  const { zone } = useFilters();
  const keys = useGridKeys<HTMLDivElement>();
  const address = sideAddress(side, zone);
  const [first] = model.cells;
  return (
    <>
      <div className={classes.week} {...keys}>
        {weekdays.map((weekday) => (
          <span key={weekday} className={classes.weekday} style={place({ '--place': weekday })} aria-hidden>
            {weekdayName(weekday).slice(0, 3)}
          </span>
        ))}
        {hours.map((hour) => (
          <span key={hour} className={classes.hour} style={place({ '--place': hour + 1 })} aria-hidden>
            {hour}
          </span>
        ))}
        {model.cells.map((cell) => (
          <Link
            key={`${cell.weekday} ${cell.hour}`}
            href={rowsAddress(metric, 'denominator', address, { weekday: cell.weekday, hour: cell.hour })}
            className={classes.cell}
            style={place({ '--weekday': cell.weekday, '--hour': cell.hour + 1 })}
            data-shade={cell.shade}
            data-row={cell.weekday}
            data-column={cell.hour}
            tabIndex={cell === first ? 0 : -1}
            title={cell.label}
          >
            <span className="unseen">{cell.label}</span>
            <span aria-hidden>{cell.text}</span>
          </Link>
        ))}
      </div>
      <HeatLegend least={model.least} most={model.most} />
    </>
  );
}
