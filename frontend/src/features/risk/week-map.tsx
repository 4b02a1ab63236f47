import { weekdays } from './outage-begins';
import css from './risk.module.css';

interface WeekMapProps {
  /** Mean arrivals per hour from Monday 00:00. */
  week: readonly (number | null)[];
  begins: { weekday: number; hour: number } | null;
}

/** When handoffs come: one square per hour of the week. */
export function WeekMap({ week, begins }: WeekMapProps) {
  const most = Math.max(0.001, ...week.map((mean) => mean ?? 0));
  const chosen = begins ? (begins.weekday - 1) * 24 + begins.hour : -1;
  return (
    <figure className={css.week}>
      <div className={css.weekGrid} aria-hidden>
        {weekdays.map((name, day) => (
          <div key={name} className={css.weekRow}>
            <span>{name.slice(0, 3)}</span>
            {week.slice(day * 24, day * 24 + 24).map((mean, hour) => (
              <i
                // biome-ignore lint/suspicious/noArrayIndexKey: the place is the hour
                key={hour}
                className={day * 24 + hour === chosen ? css.hourChosen : css.hour}
                style={{ '--share': mean === null ? 0 : mean / most } as React.CSSProperties}
                title={`${name} ${String(hour).padStart(2, '0')}:00, ${mean === null ? 'not seen' : `${mean.toFixed(1)} an hour`}`}
              />
            ))}
          </div>
        ))}
        <div className={css.weekHours}>
          {[0, 6, 12, 18].map((hour) => (
            <span key={hour}>{String(hour).padStart(2, '0')}</span>
          ))}
        </div>
      </div>
      <figcaption className={css.soft}>
        Mean arrivals by hour of the week, the busiest {most < 0.01 ? '0' : most.toFixed(1)} an hour
      </figcaption>
    </figure>
  );
}
