import { nonCapabilityTypes } from '../../../../backend/src/contract/gap-types.js';
import type { mostPoints as MostPoints } from '../../../../backend/src/contract/gaps.js';
import { count } from '../../lib/format';
import { typeColours } from './gap-colours';
import css from './gap-map.module.css';
import { gapTypes, typeNames } from './gap-words';
import type { Bubble } from './map-view';

const mostPoints: typeof MostPoints = 50_000;

/** Which colour is which type, of those that are there. */
export function MapLegend({ bubbles, points }: { bubbles: readonly Bubble[]; points: number }) {
  const found = new Set(bubbles.map(({ type }) => type));
  return (
    <ul className={css.legend} aria-label="Gap types">
      {typeNames
        .filter((type) => found.has(type))
        .map((type) => (
          <li key={type}>
            <span
              className={css.swatch}
              data-broken={nonCapabilityTypes.has(type) || undefined}
              style={{ borderColor: `var(${typeColours[type]})`, color: `var(${typeColours[type]})` }}
              aria-hidden
            />
            {gapTypes[type].label}
          </li>
        ))}
      {points >= mostPoints && <li>{count(mostPoints)} escalations are drawn, a sample</li>}
    </ul>
  );
}
