import type { Answer } from '../../lib/api';
import { count } from '../../lib/format';
import { prepareLosses } from './prepare-losses';
import css from './risk.module.css';

interface LossChartProps {
  losses: Answer<'GET /api/risk/outage'>['losses'];
  hours: number;
}

/** Expected handoffs by the outage's length, with their interval as a band. The words above say the same. */
export function LossChart({ losses, hours }: LossChartProps) {
  const { band, line, mark, ticks, width, height } = prepareLosses(losses, hours);
  return (
    <figure className={css.lossChart}>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label="Handoffs hit by hours of outage, expected and 95 % interval"
      >
        <path d={band} className={css.band} />
        <path d={line} className={css.curve} />
        <line x1={mark.x} x2={mark.x} y1={0} y2={height} className={css.mark} />
      </svg>
      <div className={css.axis} aria-hidden>
        {ticks.map(({ share, value }) => (
          <span key={share} style={{ bottom: `${share * 100}%` }}>
            {count(value)}
          </span>
        ))}
      </div>
      <figcaption className={css.soft}>Handoffs hit, by hours from 1 to {losses.length}</figcaption>
    </figure>
  );
}
