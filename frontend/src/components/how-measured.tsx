import { ActionIcon, Popover } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { minimumRows } from '../../../backend/src/contract/metric.js';
import { type MetricName, metricOf } from '../../../backend/src/contract/metrics.js';
import { count, dateTime, duration, limitsText, measure, percent, unitOf } from '../lib/format';
import { rowsAddress } from '../lib/rows-address';
import { useFilters } from '../lib/use-filters';
import classes from './how-measured.module.css';
import { Making } from './making';

/** A number as the contract answers it. */
export interface Measured {
  value: number | null;
  numerator: number;
  denominator: number | null;
  interval: { low: number; high: number } | null;
  watermark?: string | null;
  immature?: number;
  unmeasured?: number;
  cannotMeasure?: string[];
  currency?: string | null;
  quantiles?: {
    p90: number | null;
    p95: number | null;
    intervals: Record<'p90' | 'p95', { low: number | null; high: number | null }>;
  };
  target?: { seconds: number; withinShare: number | null };
}

interface HowMeasuredProps {
  metric: MetricName;
  measured?: Measured;
}

/** Opens a number: question, definition, counts, interval, how far the data reaches, its SQL, the rows behind it. */
export function HowMeasured({ metric, measured }: HowMeasuredProps) {
  const [open, setOpen] = useState(false);
  const { label } = metricOf(metric);
  return (
    <Popover opened={open} onChange={setOpen} width="min(420px, 94vw)" position="bottom-end" trapFocus>
      <Popover.Target>
        <ActionIcon
          size={24}
          aria-label={`How “${label}” is measured`}
          onClick={() => setOpen((now) => !now)}
        >
          <IconInfoCircle size={15} stroke={1.6} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown}>
        <Definition metric={metric} measured={measured} />
      </Popover.Dropdown>
    </Popover>
  );
}

/** The content of HowMeasured, for places that open by themselves. */
export function Definition({ metric, measured }: HowMeasuredProps) {
  const { label, question, definition, pitfalls } = metricOf(metric);
  return (
    <div className={classes.card}>
      <h3 className={classes.title}>{label}</h3>
      <p className={classes.question}>{question}</p>
      <p className={classes.words}>{definition}</p>
      {measured?.currency === null && (
        <p className={classes.warn}>
          No number without a rate. <Link href="/settings#costs">Set a rate</Link>
        </p>
      )}
      {measured && <Counts metric={metric} measured={measured} />}
      {measured?.cannotMeasure && measured.cannotMeasure.length > 0 && (
        <p className={classes.warn}>{leftOut(metric, measured.cannotMeasure, measured.unmeasured)}</p>
      )}
      {pitfalls.length > 0 && (
        <ul className={classes.pitfalls} aria-label="Pitfalls">
          {pitfalls.map((pitfall) => (
            <li key={pitfall}>{pitfall.replaceAll('`', '')}</li>
          ))}
        </ul>
      )}
      <Rows metric={metric} measured={measured} />
      <Making metric={metric} />
    </div>
  );
}

/** Which sources are not in the number, and how many rows of theirs. */
function leftOut(metric: MetricName, sources: readonly string[], rows = 0): string {
  const names = sources.join(', ');
  if (rows === 0) return `Cannot be measured for ${names}: left out.`;
  const { population } = metricOf(metric);
  const counted = `${count(rows)} ${population}${rows === 1 ? '' : 's'}`;
  return `Cannot measure ${counted} of sources that do not say it (${names}): left out.`;
}

const valueWords = { seconds: 'Median', mean: 'Mean', ratio: 'Value', count: 'Count' } as const;
const countWords = {
  seconds: 'Happened, of timed',
  mean: 'Measured, per',
  ratio: 'Counted',
  count: 'Counted',
} as const;

/** What there is to say of a number, as term and value. */
function factsOf(metric: MetricName, measured: Measured, zone: string): [string, string][] {
  const kind = metricOf(metric).unit;
  const unit = unitOf(metric, measured.currency);
  const { value, numerator, denominator, interval, watermark, immature, quantiles, target } = measured;
  const show = (number: number) => measure(number, unit, unit === 'ratio' ? 2 : undefined);
  const facts: [string, string][] = [[valueWords[kind], value === null ? '–' : show(value)]];
  if (interval) facts.push(['95 % interval', `${show(interval.low)} – ${show(interval.high)}`]);
  for (const level of quantiles ? (['p90', 'p95'] as const) : []) {
    const at = quantiles?.[level] ?? null;
    const limits = quantiles?.intervals[level];
    if (at !== null && limits) facts.push([level, `${duration(at)} (${limitsText(limits)})`]);
  }
  if (target) facts.push([`Within ${duration(target.seconds)}`, percent(target.withinShare)]);
  if (denominator !== null) facts.push([countWords[kind], `${count(numerator)} of ${count(denominator)}`]);
  if (denominator && denominator < minimumRows) {
    facts.push(['Compared', `not below ${minimumRows} rows`]);
  }
  if (immature) facts.push(['Too young to judge', count(immature)]);
  if (watermark) facts.push(['Data reaches to', `${dateTime(watermark, zone)} ${zone}`]);
  return facts;
}

function Counts({ metric, measured }: Required<HowMeasuredProps>) {
  const { zone } = useFilters();
  return (
    <dl className={classes.counts}>
      {factsOf(metric, measured, zone).map(([term, value]) => (
        <div key={term} className={classes.fact}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Rows({ metric, measured }: HowMeasuredProps) {
  const { carried } = useFilters();
  return (
    <p className={classes.rows}>
      <Link href={rowsAddress(metric, 'numerator', carried)}>
        {measured ? `The ${count(measured.numerator)} counted` : 'The rows counted'}
      </Link>
      {measured?.denominator !== null && (
        <Link href={rowsAddress(metric, 'denominator', carried)}>
          {measured ? `All ${count(measured.denominator)}` : 'All rows'}
        </Link>
      )}
    </p>
  );
}
