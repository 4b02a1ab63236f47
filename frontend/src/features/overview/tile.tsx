import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ApiProblem } from '../../lib/api';
import classes from './tile.module.css';

interface TileProps {
  label: string;
  /** Undefined while it loads. */
  value: string | undefined;
  problem: ApiProblem | null;
  isChosen: boolean;
  isStale?: boolean;
  /** Too few rows to say much. */
  isFaint?: boolean;
  onChoose: () => void;
  /** How it is measured. */
  info: ReactNode;
  change: ReactNode;
  spark: ReactNode;
  /** What must be read with the value. */
  detail: ReactNode;
}

/** One headline number. The button covers the tile; what can be opened by itself lies above it. */
export function Tile(props: TileProps) {
  const { label, value, problem, isChosen, isStale, isFaint, onChoose, info, change, spark, detail } = props;
  return (
    <div
      className={classes.tile}
      data-chosen={isChosen || undefined}
      data-faint={isFaint || undefined}
      aria-busy={value === undefined && !problem}
    >
      <div className={classes.head}>
        <button type="button" className={classes.choose} aria-pressed={isChosen} onClick={onChoose}>
          {label}
        </button>
        <span className={classes.info}>{info}</span>
      </div>
      {problem ? (
        <p className={classes.problem} role="alert">
          {problem.title}
        </p>
      ) : (
        <div className={isStale ? classes.stale : undefined}>
          <div className={classes.valueLine}>
            {value === undefined ? <Skeleton width={96} height={30} my={4} /> : <Value text={value} />}
            <span className={classes.spark}>{spark}</span>
          </div>
          <div className={classes.change}>{change}</div>
          <div className={classes.detail}>{detail}</div>
        </div>
      )}
    </div>
  );
}

/** Units small beside their numbers. */
function Value({ text }: { text: string }) {
  const parts = text.split(/(\s?[a-z%]+\s?)/i);
  return (
    <span className={classes.value}>
      {parts.map((part, i) =>
        i % 2 === 1 ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text in their order
          <span key={i} className={classes.unit}>
            {part}
          </span>
        ) : (
          part
        ),
      )}
    </span>
  );
}
