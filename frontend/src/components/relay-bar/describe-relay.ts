import type { RelayDrawing, RelayMark } from './relay-drawing';

const markWords: Record<RelayMark, string> = {
  correct: 'done right',
  incorrect: 'done wrong',
  omitted: 'left out',
  late: 'late',
  pending: 'not judged',
};

/** The bar in words, for those who do not see it. `span` writes a length of time. */
export function describeRelay(drawing: RelayDrawing, span: (seconds: number) => string): string {
  const said = [...drawing.segments.map((segment) => describeSegment(segment, span))];
  if (drawing.assumed) said.unshift('times are assumed');
  if (drawing.failed !== null) said.push('it failed');
  said.push(...describeTicks(drawing));
  if (drawing.target?.missed) said.push(`nobody acted within ${span(drawing.target.seconds)}`);
  if (drawing.callback) said.push(describeCallback(drawing.callback.seconds, span));
  return `${said.join(', ')}.`.replace(/^./, (letter) => letter.toUpperCase());
}

function describeSegment(
  { part, seconds, open }: RelayDrawing['segments'][number],
  span: (seconds: number) => string,
): string {
  const length = seconds === null ? '' : ` ${span(seconds)}`;
  if (part === 'silence') return open ? `still waiting${length && ` after${length}`}` : `silence${length}`;
  return `${part}${length}${open ? ' so far' : ''}`;
}

function describeTicks({ ticks }: RelayDrawing): string[] {
  if (ticks.length === 0) return [];
  const counts = new Map<RelayMark, number>();
  for (const { mark } of ticks) counts.set(mark, (counts.get(mark) ?? 0) + 1);
  const parts = [...counts].map(([mark, count]) => `${count} ${markWords[mark]}`);
  return [`${ticks.length} required ${ticks.length === 1 ? 'action' : 'actions'}: ${parts.join(', ')}`];
}

function describeCallback(seconds: number | null, span: (seconds: number) => string): string {
  return seconds === null ? 'the customer called back' : `the customer called back after ${span(seconds)}`;
}
