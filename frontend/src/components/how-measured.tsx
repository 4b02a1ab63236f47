import { ActionIcon, Popover } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { type MetricName, metricOf } from '../../../backend/src/contract/metrics.js';
import { count, dateTime, measure, percent } from '../lib/format';
import { rowsAddress } from '../lib/rows-address';
import { useFilters } from '../lib/use-filters';
import classes from './how-measured.module.css';

/** A number as the contract answers it. */
export interface Measured {
  value: number | null;
  numerator: number;
  denominator: number | null;
  interval: { low: number; high: number } | null;
  watermark?: string | null;
  immature?: number;
  cannotMeasure?: string[];
}

interface HowMeasuredProps {
  metric: MetricName;
  measured?: Measured;
}

/** Opens a number: definition, counts, interval, how far the data reaches, and the rows behind it. */
export function HowMeasured({ metric, measured }: HowMeasuredProps) {
  const [open, setOpen] = useState(false);
  const { label } = metricOf(metric);
  return (
    <Popover opened={open} onChange={setOpen} width={340} position="bottom-end" trapFocus>
      <Popover.Target>
        <ActionIcon
          size={24}
          aria-label={`How “${label}” is measured`}
          onClick={() => setOpen((now) => !now)}
        >
          <IconInfoCircle size={15} stroke={1.6} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Definition metric={metric} measured={measured} />
      </Popover.Dropdown>
    </Popover>
  );
}

/** The content of HowMeasured, for places that open by themselves. */
export function Definition({ metric, measured }: HowMeasuredProps) {
  const { label, definition, pitfalls } = metricOf(metric);
  return (
    <div className={classes.card}>
      <h3 className={classes.title}>{label}</h3>
      <p className={classes.words}>{definition}</p>
      {measured && <Counts metric={metric} measured={measured} />}
      {measured?.cannotMeasure && measured.cannotMeasure.length > 0 && (
        <p className={classes.warn}>Cannot be measured for {measured.cannotMeasure.join(', ')}: left out.</p>
      )}
      {pitfalls.length > 0 && (
        <ul className={classes.pitfalls}>
          {pitfalls.map((pitfall) => (
            <li key={pitfall}>{pitfall}</li>
          ))}
        </ul>
      )}
      <Rows metric={metric} measured={measured} />
    </div>
  );
}

function Counts({ metric, measured }: Required<HowMeasuredProps>) {
  const { zone } = useFilters();
  const { unit } = metricOf(metric);
  const { value, numerator, denominator, interval, watermark, immature } = measured;
  return (
    <dl className={classes.counts}>
      <dt>Value</dt>
      <dd>{unit === 'ratio' ? percent(value, 2) : measure(value, unit)}</dd>
      {interval && (
        <>
          <dt>95 % interval</dt>
          <dd>
            {unit === 'ratio' ? percent(interval.low, 2) : measure(interval.low, unit)} –{' '}
            {unit === 'ratio' ? percent(interval.high, 2) : measure(interval.high, unit)}
          </dd>
        </>
      )}
      {denominator !== null && (
        <>
          <dt>{unit === 'seconds' ? 'Happened, of timed' : 'Counted'}</dt>
          <dd>
            {count(numerator)} of {count(denominator)}
          </dd>
        </>
      )}
      {immature !== undefined && immature > 0 && (
        <>
          <dt>Too young to judge</dt>
          <dd>{count(immature)}</dd>
        </>
      )}
      {watermark && (
        <>
          <dt>Data reaches to</dt>
          <dd>{dateTime(watermark, zone)}</dd>
        </>
      )}
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
