import { ActionIcon, Popover } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import {
  type DetectorName,
  detectorOf,
  needNames,
  type ThresholdName,
  thresholds,
} from '../../../../backend/src/contract/detectors.js';
import card from '../../components/how-measured.module.css';
import { detectorAddress } from '../../lib/detector-address';
import { count, dateTime, percent } from '../../lib/format';
import { useFilters } from '../../lib/use-filters';
import type { DetectorRow } from './prepare-detectors';
import css from './risk.module.css';
import { thresholdText } from './threshold-text';

interface DetectorInfoProps {
  row: DetectorRow;
  watermark: string | null;
}

/** Opens a detector: what counts, over which rows, what it cannot see, where its limits lie, and its rows. */
export function DetectorInfo({ row, watermark }: DetectorInfoProps) {
  const [open, setOpen] = useState(false);
  return (
    <Popover opened={open} onChange={setOpen} width={360} position="bottom-start" trapFocus>
      <Popover.Target>
        <ActionIcon
          size={22}
          aria-label={`How “${row.label}” is detected`}
          onClick={() => setOpen((now) => !now)}
        >
          <IconInfoCircle size={15} stroke={1.6} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Detection row={row} watermark={watermark} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Detection({ row, watermark }: DetectorInfoProps) {
  const { carried, zone } = useFilters();
  const { label, counts, over, population, needs = 'context' } = detectorOf(row.detector);
  return (
    <div className={card.card}>
      <h3 className={card.title}>{label}</h3>
      <p className={card.words}>{counts}</p>
      <dl className={card.counts}>
        <dt>Over</dt>
        <dd className={css.over}>{over}</dd>
        <dt>Found</dt>
        <dd>
          {count(row.numerator)} of {count(row.denominator)}
        </dd>
        <dt>Can be told of</dt>
        <dd>
          {count(row.denominator)} of {count(row.all)} {population}s
        </dd>
        {row.unmeasured > 0 && (
          <>
            <dt>Cannot measure</dt>
            <dd>
              {count(row.unmeasured)} of sources that do not say {needNames[needs]}
            </dd>
          </>
        )}
        {row.interval && (
          <>
            <dt>95 % interval (Wilson)</dt>
            <dd>
              {percent(row.interval.low, 2)} – {percent(row.interval.high, 2)}
            </dd>
          </>
        )}
        {watermark && (
          <>
            <dt>Data reaches to</dt>
            <dd>{dateTime(watermark, zone)}</dd>
          </>
        )}
      </dl>
      <Limits detector={row.detector} />
      <p className={card.rows}>
        <Link href={detectorAddress(row.detector, 'numerator', carried)}>
          The {count(row.numerator)} found
        </Link>
        <Link href={detectorAddress(row.detector, 'denominator', carried)}>All {count(row.denominator)}</Link>
      </p>
    </div>
  );
}

/** Judgements, with their value, and what it cannot see. */
function Limits({ detector }: { detector: DetectorName }) {
  const { thresholds: names, blind } = detectorOf(detector);
  return (
    <>
      {names.length > 0 && (
        <ul className={css.limits} aria-label="Where the limits lie">
          {names.map((name: ThresholdName) => (
            <li key={name}>
              {thresholds[name].label} <b>{thresholdText(name)}</b>
            </li>
          ))}
        </ul>
      )}
      <p className={css.blind}>
        <b>It cannot see:</b> {blind}
      </p>
    </>
  );
}
