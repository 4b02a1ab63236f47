import { Tooltip } from '@mantine/core';
import { costText } from '../../lib/cost-text';
import { count, counted } from '../../lib/format';
import type { GapSummary } from './gap-words';
import css from './gaps.module.css';

type Cost = GapSummary['cost'];

const bases: Record<Cost['basis'], string> = {
  money: 'by the cost rates in the settings',
  hours: 'in hours of human work: no cost rates are set',
  count: 'one each: neither cost rates nor handling times are known',
};

/** Volume × cost × how consistently humans resolve it, with the interval of the volume. */
export function Priority({ gap }: { gap: GapSummary }) {
  const { cost, priority, priorityInterval: interval } = gap;
  const text = (value: number) => costText(cost, value);
  return (
    <Tooltip
      multiline
      w={280}
      label={`What a bot that does it would save, and what gaps are ranked by: ${count(gap.size)} escalations × ${text(cost.perEscalation)} × ${gap.consistency.toFixed(2)} consistency, ${bases[cost.basis]}. In grey: 95 % interval of the volume.`}
    >
      <span>
        {text(priority)}
        <span className={`${css.under} ${css.whole}`}>
          {text(interval.low)} – {text(interval.high)}
        </span>
      </span>
    </Tooltip>
  );
}

/** Whether it came back after the last release of its bot. */
export function SinceRelease({ gap: { sinceRelease } }: { gap: Pick<GapSummary, 'sinceRelease'> }) {
  if (!sinceRelease) return <span className={css.soft}>no release known</span>;
  const { bot, version, count: now, before } = sinceRelease;
  return (
    <span>
      {counted(now, 'escalation', 'escalations')}
      <span className={css.under}>
        {count(before)} in as long before {bot} {version}
      </span>
    </span>
  );
}

/** The same escalation, the same way, for ever. */
export function ForEver({ gap }: { gap: Pick<GapSummary, 'forEver' | 'ageDays'> }) {
  if (!gap.forEver) return null;
  return (
    <Tooltip
      multiline
      w={280}
      label={`${counted(gap.ageDays, 'day', 'days')} old, there nearly every week and not falling; humans resolve it the same way again and again, and it is one of the few gaps that make half of all escalations in gaps`}
    >
      <span className={css.tag}>For ever</span>
    </Tooltip>
  );
}
