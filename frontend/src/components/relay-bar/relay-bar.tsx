import { metrics } from '../../../../backend/src/contract/metrics.js';
import { duration } from '../../lib/format';
import { describeRelay } from './describe-relay';
import { prepareRelay } from './prepare-relay';
import css from './relay-bar.module.css';
import type { RelayDrawing, RelayFacts, RelaySegment } from './relay-drawing';
import { RelayLegend } from './relay-legend';
import { ActionMark, CallbackMark } from './relay-marks';

interface RelayBarProps {
  facts: RelayFacts;
  size: 'small' | 'large';
  /** How far the data reaches (ISO 8601): where open stretches end. */
  watermark: string | null;
}

const rows = {
  small: { height: 22, bar: 9, thick: 8, ticks: 4 },
  large: { height: 64, bar: 26, thick: 18, ticks: 12 },
} as const;
type Row = (typeof rows)[keyof typeof rows];

const share = (x: number): string => `${x * 100}%`;

/** One handoff as a bar: bot, silence, human, what had to be done, and whether the customer came back. */
export function RelayBar({ facts, size, watermark }: RelayBarProps) {
  const until = watermark ? Date.parse(watermark) : Date.parse(facts.relay.initiatedAt);
  const drawing = prepareRelay(facts, { size, until, targetSeconds: metrics.time_to_action.targetSeconds });
  const row = rows[size];
  const title = describeRelay(drawing, duration);
  return (
    <>
      <svg className={css.bar} height={row.height} role="img" aria-label={title}>
        <title>{title}</title>
        <g className={drawing.assumed ? css.assumed : undefined}>
          {drawing.segments.map((segment) => (
            <Stretch key={segment.from} segment={segment} row={row} named={size === 'large'} />
          ))}
        </g>
        <Edges drawing={drawing} row={row} />
        {drawing.ticks.map(({ x, mark }) => (
          <ActionMark key={x} mark={mark} x={share(x)} y={row.ticks} size={size === 'large' ? 5 : 3.5} />
        ))}
      </svg>
      {size === 'large' && <RelayLegend drawing={drawing} />}
    </>
  );
}

function Stretch({ segment, row, named }: { segment: RelaySegment; row: Row; named: boolean }) {
  const { part, from, to, open, seconds } = segment;
  const middle = row.bar + row.thick / 2;
  return (
    <>
      {part === 'silence' ? (
        <>
          <line
            x1={share(from)}
            x2={share(to)}
            y1={middle}
            y2={middle}
            className={open ? `${css.silence} ${css.open}` : css.silence}
          />
          {open && (
            <svg x={share(to)} y={middle} overflow="visible" aria-hidden="true">
              <path d="M-5-4L0 0L-5 4" className={css.arrow} />
            </svg>
          )}
        </>
      ) : (
        <rect
          x={share(from)}
          y={row.bar}
          width={share(Math.max(to - from, 0.006))}
          height={row.thick}
          rx={2}
          className={css[part]}
        />
      )}
      {named && to - from > 0.1 && seconds !== null && (
        <text x={share(from)} dx={2} y={row.height - 4} className={css.label}>
          {duration(seconds)}
        </text>
      )}
    </>
  );
}

function Edges({ drawing, row }: { drawing: RelayDrawing; row: Row }) {
  const { breaks, target, failed, callback, moments } = drawing;
  const middle = row.bar + row.thick / 2;
  const top = row.bar - 3;
  const bottom = row.bar + row.thick + 3;
  return (
    <>
      {moments.map(({ name, x }) => (
        <line key={name} x1={share(x)} x2={share(x)} y1={bottom - 3} y2={bottom + 3} className={css.moment} />
      ))}
      {breaks.map((x) => (
        <svg key={x} x={share(x)} y={middle} overflow="visible" aria-hidden="true">
          <path d={`M-2 ${row.thick / 2 + 2}L2 ${-row.thick / 2 - 2}`} className={css.break} />
          <path
            d={`M-4 ${row.thick / 2 + 2}L0 ${-row.thick / 2 - 2}M0 ${row.thick / 2 + 2}L4 ${-row.thick / 2 - 2}`}
            className={css.breakEdge}
          />
        </svg>
      ))}
      {target && (
        <line
          x1={share(target.x)}
          x2={share(target.x)}
          y1={top}
          y2={bottom}
          className={target.missed ? `${css.target} ${css.missed}` : css.target}
        />
      )}
      {failed !== null && (
        <svg x={share(failed)} y={middle} overflow="visible" aria-hidden="true">
          <path d="M-4-4L4 4M-4 4L4-4" className={css.cross} />
        </svg>
      )}
      {callback && <CallbackMark x={share(callback.x)} y={middle} />}
    </>
  );
}
