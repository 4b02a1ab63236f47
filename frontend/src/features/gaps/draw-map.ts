import { type Bubble, labelled, type Points, radiusOf, type Size, toScreen, type View } from './map-view';

interface Drawing {
  bubbles: readonly Bubble[];
  points: Points;
  view: View;
  size: Size;
  /** How much closer than everything. */
  zoom: number;
  /** The bubble under the pointer, -1 for none. */
  pointed: number;
}

/** From that close on, single escalations can be told apart. */
const pointsFrom = 1;

/** Draws all of it anew: 50,000 points take a few milliseconds. */
export function drawMap(canvas: HTMLCanvasElement, drawing: Drawing): void {
  const { width, height } = drawing.size;
  const ratio = window.devicePixelRatio || 1;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const paper = canvas.getContext('2d');
  if (!paper) return;
  const style = getComputedStyle(canvas);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  paper.scale(ratio, ratio);
  paper.clearRect(0, 0, width, height);
  if (drawing.zoom >= pointsFrom) drawPoints(paper, drawing, colour);
  drawBubbles(paper, drawing, colour);
  drawNames(paper, drawing, colour, style.fontFamily);
}

type Colour = (name: string) => string;

function drawPoints(
  paper: CanvasRenderingContext2D,
  { points, view, size, pointed }: Drawing,
  colour: Colour,
): void {
  const own: number[] = [];
  paper.fillStyle = colour('--line-strong');
  for (let i = 0; i < points.x.length; i++) {
    const [x, y] = toScreen(view, size, points.x[i] as number, points.y[i] as number);
    if (x < 0 || y < 0 || x > size.width || y > size.height) continue;
    if (pointed >= 0 && points.gap[i] === pointed) own.push(x, y);
    else paper.fillRect(x - 1, y - 1, 2, 2);
  }
  paper.fillStyle = colour('--accent');
  for (let i = 0; i < own.length; i += 2)
    paper.fillRect((own[i] as number) - 1.5, (own[i + 1] as number) - 1.5, 3, 3);
}

function drawBubbles(
  paper: CanvasRenderingContext2D,
  { bubbles, view, size, zoom, pointed }: Drawing,
  colour: Colour,
): void {
  const most = Math.max(...bubbles.map((bubble) => bubble.size), 1);
  const bySize = [...bubbles.keys()].sort((a, b) => (bubbles[b]?.size ?? 0) - (bubbles[a]?.size ?? 0));
  for (const i of bySize) {
    const bubble = bubbles[i] as Bubble;
    const [x, y] = toScreen(view, size, bubble.x, bubble.y);
    paper.beginPath();
    paper.arc(x, y, radiusOf(bubble.size, most, zoom), 0, 2 * Math.PI);
    paper.globalAlpha = i === pointed ? 0.5 : 0.22;
    paper.fillStyle = colour('--accent');
    paper.fill();
    paper.globalAlpha = 1;
    paper.lineWidth = i === pointed ? 2 : 1;
    paper.strokeStyle = colour('--accent');
    paper.stroke();
  }
}

function drawNames(
  paper: CanvasRenderingContext2D,
  { bubbles, view, size, pointed }: Drawing,
  colour: Colour,
  family: string,
): void {
  paper.font = `12px ${family}`;
  paper.textAlign = 'center';
  paper.textBaseline = 'middle';
  paper.lineJoin = 'round';
  const shown = labelled(bubbles, view, size, (name) => paper.measureText(name).width);
  for (const i of pointed >= 0 && !shown.includes(pointed) ? [...shown, pointed] : shown) {
    const bubble = bubbles[i] as Bubble;
    const [x, y] = toScreen(view, size, bubble.x, bubble.y);
    paper.lineWidth = 3;
    paper.strokeStyle = colour('--surface');
    paper.strokeText(bubble.name, x, y);
    paper.fillStyle = colour('--ink');
    paper.fillText(bubble.name, x, y);
  }
}
