import type { Answer } from '../../lib/api';

type Losses = Answer<'GET /api/risk/outage'>['losses'];

const width = 600;
const height = 120;

/** A round number that is not below. */
function roundUp(value: number): number {
  const size = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return Math.ceil(value / size) * size;
}

/** Paths in a box of `width` × `height`, from zero. */
export function prepareLosses(losses: Losses, hours: number) {
  const top = roundUp(Math.max(1, ...losses.map(({ high }) => high)));
  const x = (place: number) => (losses.length < 2 ? 0 : (place / (losses.length - 1)) * width);
  const y = (value: number) => height - (value / top) * height;
  const points = (pick: (loss: Losses[number]) => number) =>
    losses.map((loss, place) => `${x(place).toFixed(1)},${y(pick(loss)).toFixed(1)}`);
  const up = points(({ high }) => high);
  const down = points(({ low }) => low).reverse();
  return {
    width,
    height,
    band: `M${up.join('L')}L${down.join('L')}Z`,
    line: `M${points(({ expected }) => expected).join('L')}`,
    mark: { x: x(Math.min(hours, losses.length) - 1) },
    ticks: [0, 0.5, 1].map((share) => ({ share, value: share * top })),
  };
}
