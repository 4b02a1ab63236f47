import { Tooltip } from '@mantine/core';
import { Fragment } from 'react';
import { count, percent } from '../../lib/format';
import { type GapSummary, gapTypes } from './gap-words';
import css from './gaps.module.css';
import { prepareTrend, sparkline } from './prepare-trend';

export function GapTypeTag({ type }: { type: GapSummary['type'] }) {
  return (
    <Tooltip label={gapTypes[type].meaning}>
      <span className={css.tag}>{gapTypes[type].label}</span>
    </Tooltip>
  );
}

export function Sparkline({ weekly, width = 104 }: { weekly: readonly number[]; width?: number }) {
  const title = `Escalations per week, last ${weekly.length} weeks: ${weekly.join(', ')}`;
  return (
    <svg width={width} height={22} viewBox={`-1 -1 ${width + 2} 24`} role="img" aria-label={title}>
      <title>{title}</title>
      <polyline points={sparkline(weekly, width, 22)} className={css.line} />
    </svg>
  );
}

/** The last 28 days against the 28 before, with its interval; grey where nothing can be said. */
export function Trend({ trend }: { trend: GapSummary['trend'] }) {
  const words = prepareTrend(trend);
  if (!words) return <span className={css.soft}>too few to say</span>;
  const tone = { better: css.good, worse: css.bad, unclear: css.soft }[words.verdict];
  return (
    <Tooltip label="Last 28 days against the 28 days before, with a 95 % interval">
      <span>
        <span className={tone}>{words.text}</span>
        <span className={`${css.under} ${css.whole}`}>{words.interval}</span>
      </span>
    </Tooltip>
  );
}

/** A name of several words joined by underscores; a narrow column breaks it there. */
export function IntentName({ name }: { name: string }) {
  return name.split(/(?<=_)/).map((part, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a word may come twice, and the order is fixed
    <Fragment key={i}>
      {i > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}

/** How many a human resolved, and how many of those the same way. */
export function Consistency({ gap }: { gap: Pick<GapSummary, 'resolvedShare' | 'resolvedIntent'> }) {
  if (gap.resolvedShare === null) return <span className={css.soft}>not reported</span>;
  return (
    <span>
      {percent(gap.resolvedShare, 0)} resolved
      {gap.resolvedIntent && (
        <span className={css.under}>
          {percent(gap.resolvedIntent.share, 0)} as <IntentName name={gap.resolvedIntent.name} />
        </span>
      )}
    </span>
  );
}

/** How the API names rows without a value. */
const noValue = '(none)';

interface CountsProps {
  title: string;
  items: readonly { name: string; count: number }[];
}

/** A short list of names with their counts as bars. */
export function Counts({ title, items }: CountsProps) {
  const most = Math.max(1, ...items.map((item) => item.count));
  return (
    <div>
      <h3 className={css.sub}>{title}</h3>
      {items.length === 0 && <p className={css.soft}>none recorded</p>}
      <ul className={css.counts}>
        {items.map((item) => (
          <li key={item.name}>
            <span className={css.countName}>{item.name === noValue ? 'not given' : item.name}</span>
            <span className={css.countBar} aria-hidden="true">
              <span style={{ width: `${(item.count / most) * 100}%` }} />
            </span>
            <span className={css.countValue}>{count(item.count)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
