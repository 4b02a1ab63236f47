/** What of an element's look must stand in a picture by itself. */
const looks = [
  'align-items',
  'background-color',
  'border-bottom',
  'border-left',
  'border-radius',
  'border-right',
  'border-top',
  'bottom',
  'box-shadow',
  'box-sizing',
  'clip-path',
  'color',
  'column-gap',
  'dominant-baseline',
  'display',
  'fill',
  'fill-opacity',
  'flex',
  'flex-direction',
  'flex-wrap',
  'font-family',
  'font-size',
  'font-variant-numeric',
  'font-weight',
  'grid-column',
  'grid-row',
  'grid-template-columns',
  'grid-template-rows',
  'height',
  'justify-content',
  'left',
  'letter-spacing',
  'line-height',
  'list-style',
  'margin',
  'max-width',
  'min-height',
  'min-width',
  'opacity',
  'outline',
  'overflow',
  'padding',
  'position',
  'right',
  'row-gap',
  'stroke',
  'stroke-dasharray',
  'stroke-opacity',
  'stroke-width',
  'text-align',
  'text-anchor',
  'text-decoration',
  'text-overflow',
  'top',
  'transform',
  'vertical-align',
  'visibility',
  'white-space',
  'width',
  'z-index',
];

function copyLooks(from: Element, to: Element): void {
  const style = getComputedStyle(from);
  to.setAttribute('style', looks.map((name) => `${name}:${style.getPropertyValue(name)}`).join(';'));
  // The system's letters may be wider than ours: what is one line stays one.
  const isLine = from.childElementCount === 0 && from.getBoundingClientRect().height <= oneLine;
  if (isLine && to instanceof HTMLElement) to.style.whiteSpace = 'nowrap';
  for (const [i, child] of [...from.children].entries()) {
    const copy = to.children[i];
    if (copy) copyLooks(child, copy);
  }
}

const oneLine = 24;
const margin = 16;
const titleHeight = 32;
/** Pixels of the picture per pixel of the page. */
const sharpness = 2;

/**
 * A PNG of a part of the page, under a title. The part is drawn as the inside of an SVG picture, which may load
 * nothing: looks are copied into it, and letters fall back to the system's.
 */
export async function pictureOf(element: HTMLElement, title: string): Promise<Blob> {
  const { width, height } = element.getBoundingClientRect();
  const whole = {
    width: Math.ceil(width) + 2 * margin,
    height: Math.ceil(height) + titleHeight + 2 * margin,
  };
  const root = getComputedStyle(document.documentElement);
  const frame = document.createElement('div');
  const heading = document.createElement('div');
  const copy = element.cloneNode(true) as HTMLElement;
  copyLooks(element, copy);
  copy.style.position = 'relative';
  heading.textContent = title;
  heading.setAttribute('style', `height:${titleHeight}px;font:600 16px system-ui,sans-serif`);
  frame.setAttribute(
    'style',
    `padding:${margin}px;box-sizing:border-box;height:100%;background:${root.getPropertyValue('--surface')};color:${root.getPropertyValue('--ink')}`,
  );
  frame.append(heading, copy);
  const inside = new XMLSerializer().serializeToString(frame);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${whole.width}" height="${whole.height}"><foreignObject width="100%" height="100%">${inside}</foreignObject></svg>`;
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = whole.width * sharpness;
  canvas.height = whole.height * sharpness;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser draws no pictures');
  context.scale(sharpness, sharpness);
  context.drawImage(image, 0, 0);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('the picture is too large'))),
      'image/png',
    );
  });
}
