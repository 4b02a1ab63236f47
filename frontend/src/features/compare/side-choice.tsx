import { NativeSelect } from '@mantine/core';
import { useSearchParams } from 'wouter';
import type { Dimension } from '../../../../backend/src/contract/dimensions.js';
import { type MetricName, metricNames, metricOf } from '../../../../backend/src/contract/metrics.js';
import { dimensionLabel } from '../../lib/filters';
import classes from './compare.module.css';
import { type Mode, modeNames, modes } from './sides';
import type { SideChoice as Choice } from './use-sides';

interface SideChoiceProps {
  metric: MetricName;
  mode: Mode;
  of: Dimension;
  dimensions: readonly Dimension[];
  choice: Choice;
}

const groups = (['episode', 'handoff', 'action'] as const).map((population) => ({
  group: `Over ${population}s`,
  items: metricNames
    .filter((name) => metricOf(name).population === population)
    .map((name) => ({ value: name, label: metricOf(name).label })),
}));

/** The metric, and what is held against what; all of it in the URL. */
export function SideChoice({ metric, mode, of, dimensions, choice }: SideChoiceProps) {
  const [, setSearch] = useSearchParams();
  const set = (changes: Record<string, string | null>) =>
    setSearch(
      (current) => {
        const next = new URLSearchParams(current);
        for (const [name, value] of Object.entries(changes)) {
          if (value === null) next.delete(name);
          else next.set(name, value);
        }
        return next;
      },
      { replace: true },
    );
  const { chosen, options } = choice;
  return (
    <fieldset className={classes.choice}>
      <legend className="unseen">What is compared</legend>
      <NativeSelect
        aria-label="Metric"
        data={groups}
        value={metric}
        onChange={(event) => set({ metric: event.currentTarget.value })}
      />
      <NativeSelect
        aria-label="What against what"
        data={modes.map((value) => ({ value, label: modeNames[value] }))}
        value={mode}
        onChange={(event) => set({ sides: event.currentTarget.value, a: null, b: null })}
      />
      {mode === 'value' && (
        <NativeSelect
          aria-label="Values of"
          data={dimensions.map((value) => ({ value, label: `of ${dimensionLabel(value).toLowerCase()}` }))}
          value={of}
          onChange={(event) => set({ of: event.currentTarget.value, a: null, b: null })}
        />
      )}
      {chosen && (
        <>
          <NativeSelect
            aria-label="Side A"
            data={options}
            value={chosen[0]}
            onChange={(event) => set({ a: event.currentTarget.value, b: chosen[1] })}
          />
          <span className={classes.against}>against</span>
          <NativeSelect
            aria-label="Side B"
            data={options}
            value={chosen[1]}
            onChange={(event) => set({ b: event.currentTarget.value, a: chosen[0] })}
          />
        </>
      )}
    </fieldset>
  );
}
