import { nonCapabilityTypes } from '../../../../backend/src/contract/gap-types.js';
import { typeColours } from './gap-colours';
import {
  type Bubble,
  bySize,
  labelled,
  type Points,
  radiusOf,
  type Size,
  toScreen,
  type View,
} from './map-view';

interface Drawing {
  bubbles: readonly Bubble[];
  points: Points;
  view: View;
  size: Size;
  /** The bubble under the pointer or the keys, -1 for none. */
  pointed: number;
}

/** Draws all of it anew: 50,000 points take a few milliseconds. */
export function drawMap(canvas: HTMLCanvasElement, drawing: Drawing): void {
  const { width, height } = drawing.size;
  const ratio = window.devicePixelRatio || 1;
  // Setting it clears the canvas, and costs a frame where it changes nothing.
  if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio);
  if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio);
  const paper = canvas.getContext('2d');
  if (!paper) return;
  const style = getComputedStyle(canvas);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  paper.setTransform(ratio, 0, 0, ratio, 0, 0);
  paper.clearRect(0, 0, width, height);
  drawBubbles(paper, drawing, colour);
  drawPoints(paper, drawing, colour);
  drawNames(paper, drawing, colour, style.fontFamily);
}

type Colour = (name: string) => string;

/** A ring for all of a gap, filled as far as its escalations are in the range; broken where it is nothing to teach. */
function drawBubbles(
  paper: CanvasRenderingContext2D,
  { bubbles, view, size, pointed }: Drawing,
  colour: Colour,
) {
  for (const i of bySize(bubbles)) {
    const bubble = bubbles[i] as Bubble;
    const [x, y] = toScreen(view, size, bubble.x, bubble.y);
    const radius = radiusOf(bubble, view);
    if (x + radius < 0 || y + radius < 0 || x - radius > size.width || y - radius > size.height) continue;
    const own = colour(typeColours[bubble.type]);
    circle(paper, x, y, radius * Math.sqrt(bubble.size / Math.max(1, bubble.total)));
    paper.globalAlpha = i === pointed ? 0.34 : 0.18;
    paper.fillStyle = own;
    paper.fill();
    paper.globalAlpha = 1;
    circle(paper, x, y, radius);
    paper.setLineDash(nonCapabilityTypes.has(bubble.type) ? [4, 3] : []);
    paper.lineWidth = i === pointed ? 3 : 1;
    paper.strokeStyle = own;
    paper.stroke();
  }
  paper.setLineDash([]);
}

function circle(paper: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  paper.beginPath();
  paper.arc(x, y, radius, 0, 2 * Math.PI);
}

/** More than these would cover one another, were they drawn larger. */
const manyPoints = 10_000;

/** Larger from close by. They come gap by gap, so the colour seldom changes. */
function drawPoints(
  paper: CanvasRenderingContext2D,
  { bubbles, points, view, size }: Drawing,
  colour: Colour,
) {
  const side = Math.min(4, Math.max(points.x.length > manyPoints ? 1 : 2, view.scale / 250));
  const [left, top] = [view.x - size.width / 2 / view.scale, view.y - size.height / 2 / view.scale];
  let last = -1;
  paper.globalAlpha = 0.75;
  for (let i = 0; i < points.x.length; i++) {
    const gap = points.gap[i] as number;
    if (gap < 0) continue;
    const x = ((points.x[i] as number) - left) * view.scale;
    const y = ((points.y[i] as number) - top) * view.scale;
    if (x < 0 || y < 0 || x > size.width || y > size.height) continue;
    if (gap !== last) paper.fillStyle = colour(typeColours[(bubbles[gap] as Bubble).type]);
    last = gap;
    paper.fillRect(x - side / 2, y - side / 2, side, side);
  }
  paper.globalAlpha = 1;
}

const longest = 32;
const shortName = (name: string) =>
  name.length > longest ? `${name.slice(0, longest - 1).trimEnd()}…` : name;

function drawNames(
  paper: CanvasRenderingContext2D,
  { bubbles, view, size, pointed }: Drawing,
  colour: Colour,
  family: string,
): void {
  paper.font = `500 12px ${family}`;
  paper.textAlign = 'center';
  paper.textBaseline = 'middle';
  paper.lineJoin = 'round';
  const names = labelled(bubbles, view, size, (name) => paper.measureText(shortName(name)).width);
  for (const { bubble, x, y } of names) {
    const name = shortName(bubbles[bubble]?.name ?? '');
    paper.lineWidth = 4;
    paper.strokeStyle = colour('--surface');
    paper.strokeText(name, x, y);
    paper.fillStyle = bubble === pointed ? colour('--accent') : colour('--ink');
    paper.fillText(name, x, y);
  }
}
