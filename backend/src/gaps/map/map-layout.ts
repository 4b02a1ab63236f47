import { setImmediate } from 'node:timers/promises';
import { compareText } from '../engine/escalation.js';
import { type Place, spreadOut, type Unplaced } from './map-spread.js';

/** A circle whose area is the gap's share of all escalations, all of them together π. */
export interface Bubble extends Place {
  id: string;
  radius: number;
}

/** A gap is seen however small it is. */
const leastRadius = 0.02;
const golden = Math.PI * (3 - Math.sqrt(5));
/** Of the escalations, as many have to be in gaps that have a place, else the map is made anew. */
const heldShare = 0.5;
/** Bubbles that keep their place may overlap by this share of the smaller one before they make room. */
const heldOverlap = 0.5;

/**
 * Where gaps lie: near to what they are like, and where they lay before. A function of the set of gaps, not of their
 * order, and of no chance; laid out again, nothing moves. Lets others go on while it works.
 */
export async function layOutGaps(given: readonly Unplaced[]): Promise<Bubble[]> {
  const gaps = [...given].sort((a, b) => compareText(a.id, b.id));
  const total = gaps.reduce((sum, { size }) => sum + size, 0);
  const held = gaps.reduce((sum, { size, at }) => sum + (at ? size : 0), 0);
  const radii = gaps.map(({ size }) => Math.max(leastRadius, Math.sqrt(size / Math.max(1, total))));
  const isHeld = held > 0 && held >= heldShare * total;
  const places = isHeld ? addToHeld(gaps, radii) : await spreadOut(gaps, radii);
  await makeRoom(places, radii, isHeld ? heldOverlap : 0);
  return gaps.map(({ id }, i) => {
    const { x, y } = places[i] as Place;
    return { id, x: rounded(x), y: rounded(y), radius: rounded(radii[i] as number) };
  });
}

const rounded = (value: number) => Math.round(value * 1e4) / 1e4;

/** New gaps take the free place nearest to what they are like, the large ones first. */
function addToHeld(gaps: readonly Unplaced[], radii: readonly number[]): Place[] {
  const places = gaps.map(({ at }) => at);
  const number = new Map(gaps.map(({ id }, i) => [id, i]));
  const fresh = [...gaps.keys()].filter((i) => !places[i]);
  fresh.sort((a, b) => (gaps[b]?.size ?? 0) - (gaps[a]?.size ?? 0) || a - b);
  for (const i of fresh) {
    const near = (gaps[i] as Unplaced).near.flatMap(({ id, similarity }) => {
      const at = places[number.get(id) ?? -1];
      return at ? [{ at, weight: similarity * similarity }] : [];
    });
    const known = near.length > 0 ? near : places.flatMap((at) => (at ? [{ at, weight: 1 }] : []));
    places[i] = freePlace(middleOf(known), radii[i] as number, places, radii);
  }
  return places as Place[];
}

function middleOf(known: readonly { at: Place; weight: number }[]): Place {
  const all = known.reduce((sum, { weight }) => sum + weight, 0) || 1;
  const mean = (read: (at: Place) => number) =>
    known.reduce((sum, { at, weight }) => sum + (weight / all) * read(at), 0);
  return { x: mean(({ x }) => x), y: mean(({ y }) => y) };
}

/** Along a spiral outwards: the first place where it lies on no other. */
function freePlace(
  from: Place,
  radius: number,
  places: readonly (Place | null)[],
  radii: readonly number[],
): Place {
  for (let step = 0; ; step++) {
    const away = radius * Math.sqrt(step) * 0.5;
    const at = {
      x: from.x + away * Math.cos(step * golden),
      y: from.y + away * Math.sin(step * golden),
    };
    const isFree = places.every(
      (other, i) =>
        !other || (other.x - at.x) ** 2 + (other.y - at.y) ** 2 >= (radius + (radii[i] as number)) ** 2,
    );
    if (isFree) return at;
  }
}

const mostPasses = 300;
/** Gaps that are worked on before others have their turn. */
const turn = 50;
/** Left between bubbles that were pushed apart. */
const gutter = 0.02;

/** Pushes bubbles apart that overlap by more than a share of the smaller one; the smaller moves more. */
async function makeRoom(places: readonly Place[], radii: readonly number[], overlap: number): Promise<void> {
  for (let pass = 0; pass < mostPasses; pass++) {
    let moved = false;
    for (let i = 0; i < places.length; i++) {
      for (let j = 0; j < i; j++) moved = pushApart(places, radii, i, j, overlap) || moved;
      if (i % turn === 0) await setImmediate();
    }
    if (!moved) return;
  }
}

function pushApart(
  places: readonly Place[],
  radii: readonly number[],
  i: number,
  j: number,
  overlap: number,
): boolean {
  const [a, b] = [places[i] as Place, places[j] as Place];
  const [r, s] = [radii[i] as number, radii[j] as number];
  const least = r + s - overlap * 2 * Math.min(r, s);
  const [dx, dy] = [a.x - b.x, a.y - b.y];
  if (dx * dx + dy * dy >= least * least) return false;
  const apart = Math.sqrt(dx * dx + dy * dy);
  const angle = apart > 0 ? Math.atan2(dy, dx) : i * golden;
  const push = r + s + gutter - apart;
  const share = (s * s) / (r * r + s * s);
  a.x += push * share * Math.cos(angle);
  a.y += push * share * Math.sin(angle);
  b.x -= push * (1 - share) * Math.cos(angle);
  b.y -= push * (1 - share) * Math.sin(angle);
  return true;
}
