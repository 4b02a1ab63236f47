/** A function of a point that writes its gradient and answers its value. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number;

const memory = 8;
const sufficientFall = 1e-4;
const mostHalvings = 20;
/** Stops when a round lowers the value by less than this share of it. */
const settled = 1e-4;

interface Step {
  moved: Float64Array;
  turned: Float64Array;
  scale: number;
}

/** Lowest point of a convex, smooth function: limited-memory BFGS (Nocedal 1980) with backtracking. */
export function minimise(objective: Objective, start: Float64Array, rounds: number): Float64Array {
  let point = start.slice();
  let gradient = new Float64Array(point.length);
  let value = objective(point, gradient);
  const steps: Step[] = [];
  for (let round = 0; round < rounds; round++) {
    const direction = directionOf(gradient, steps);
    const slope = dot(direction, gradient);
    let length = steps.length === 0 ? 1 / Math.max(1, Math.sqrt(dot(gradient, gradient))) : 1;
    const next = new Float64Array(point.length);
    const nextGradient = new Float64Array(point.length);
    let lower = value;
    for (let tries = 0; tries < mostHalvings; tries++) {
      for (let i = 0; i < point.length; i++)
        next[i] = (point[i] as number) + length * (direction[i] as number);
      lower = objective(next, nextGradient);
      if (lower <= value + sufficientFall * length * slope) break;
      length /= 2;
    }
    if (!(lower < value)) return point;
    const isSettled = value - lower < settled * Math.abs(value);
    remember(steps, point, next, gradient, nextGradient);
    [point, gradient, value] = [next, nextGradient, lower];
    if (isSettled) return point;
  }
  return point;
}

function remember(
  steps: Step[],
  point: Float64Array,
  next: Float64Array,
  gradient: Float64Array,
  nextGradient: Float64Array,
): void {
  const moved = next.map((value, i) => value - (point[i] as number));
  const turned = nextGradient.map((value, i) => value - (gradient[i] as number));
  const curvature = dot(moved, turned);
  if (curvature <= 1e-12) return;
  steps.push({ moved, turned, scale: 1 / curvature });
  if (steps.length > memory) steps.shift();
}

/** The two-loop recursion. */
function directionOf(gradient: Float64Array, steps: readonly Step[]): Float64Array {
  const direction = gradient.map((value) => -value);
  const shares: number[] = [];
  for (const step of steps.toReversed()) {
    const share = step.scale * dot(step.moved, direction);
    shares.push(share);
    add(direction, step.turned, -share);
  }
  const last = steps.at(-1);
  if (last) {
    const scale = 1 / (last.scale * dot(last.turned, last.turned));
    for (let i = 0; i < direction.length; i++) direction[i] = scale * (direction[i] as number);
  }
  for (const step of steps) {
    const share = shares.pop() as number;
    add(direction, step.moved, share - step.scale * dot(step.turned, direction));
  }
  return direction;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function add(to: Float64Array, from: Float64Array, times: number): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] as number) + times * (from[i] as number);
}
