import { Bar, BarChart, Tooltip, XAxis, YAxis } from 'recharts';
import { count, percent } from '../lib/format';
import type { RowsBehind } from '../lib/rows-behind';
import classes from './chart.module.css';
import { ChartFrame } from './chart-frame';
import {
  type Outcome,
  type OutcomeModel,
  type OutcomePoint,
  outcomeLooks,
  outcomeNames,
} from './prepare-outcomes';
import { hovers, useOpenRows } from './use-open-rows';

interface OutcomeChartProps {
  model: OutcomeModel;
  height: number;
  label: string;
  syncId?: string;
  /** The episodes that a part of a bar counts: a click on it opens them. */
  rowsOf: (outcome: Outcome, point: OutcomePoint) => RowsBehind | null;
}

/** Draws the shares of the five outcomes over time, stacked to one. */
export function OutcomeChart({ model, height, label, syncId, rowsOf }: OutcomeChartProps) {
  const open = useOpenRows();
  const names = new Map(model.times.map((tick) => [tick.at, tick.label]));
  return (
    <ChartFrame height={height}>
      <BarChart
        data={model.points}
        margin={{ top: 4, right: 4, bottom: 0, left: 0 }}
        barCategoryGap={1}
        syncId={syncId}
        syncMethod="value"
        title={label}
      >
        <XAxis
          dataKey="at"
          ticks={model.times.map(({ at }) => at)}
          tickFormatter={(at: number) => names.get(at) ?? ''}
          tickLine={false}
          axisLine={{ stroke: 'var(--line-strong)' }}
          interval="preserveStartEnd"
          minTickGap={12}
        />
        <YAxis
          domain={[0, 1]}
          ticks={[0, 0.5, 1]}
          tickFormatter={(share: number) => percent(share, 0)}
          tickLine={false}
          axisLine={false}
          width={48}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: 'var(--ink)', fillOpacity: 0.08 }}
          content={({ active, payload }) =>
            active && payload?.[0] ? <OutcomeTooltip point={payload[0].payload as OutcomePoint} /> : null
          }
        />
        {outcomeNames.map((name) => (
          <Bar
            key={name}
            dataKey={`shares.${name}`}
            stackId="ended"
            fill={outcomeLooks[name].colour}
            isAnimationActive={false}
            cursor="pointer"
            onClick={({ payload }, _, event) =>
              hovers() && open(rowsOf(name, payload as OutcomePoint), event)
            }
          />
        ))}
      </BarChart>
    </ChartFrame>
  );
}

function OutcomeTooltip({ point }: { point: OutcomePoint }) {
  return (
    <div className={classes.tooltip}>
      <div className={classes.when}>
        {point.name}, {count(point.ended)} ended
      </div>
      {outcomeNames.map((name) => (
        <div key={name} className={classes.line}>
          <span className={classes.swatch} style={{ background: outcomeLooks[name].colour }} />
          {outcomeLooks[name].label}
          <span className={classes.push}>
            {percent(point.shares[name])} · {count(point.counts[name])}
          </span>
        </div>
      ))}
      {point.ended > 0 && hovers() && <div className={classes.hint}>Click a part: its episodes</div>}
    </div>
  );
}
