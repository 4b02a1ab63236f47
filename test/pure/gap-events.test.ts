import { describe, expect, it } from 'vitest';
import { drawLineage } from '../../backend/src/gaps/lineage/lineage-graph.js';
import { traceEvents } from '../../backend/src/gaps/lineage/trace-events.js';

const keys = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i}`);
const a = keys('a', 20);
const b = keys('b', 20);
const known = (id: string, members: string[]) => ({ id, members: new Set(members) });
const eventsOf = (...args: Parameters<typeof traceEvents>) =>
  Object.fromEntries(traceEvents(...args).map(({ id, event }) => [id, event]));

describe('what became of every gap between two runs', () => {
  it('is new, continued or retired', () => {
    const events = traceEvents(
      [
        { id: 'ga', members: [...a, 'x'] },
        { id: 'gn', members: keys('n', 9) },
      ],
      [known('ga', a), known('gb', b)],
    );
    expect(events.map(({ id, event, before, after }) => [id, event, before, after])).toEqual([
      ['ga', 'continued', 20, 21],
      ['gb', 'retired', 20, 0],
      ['gn', 'new', 0, 9],
    ]);
  });

  it('is split, with the share that went', () => {
    const events = traceEvents(
      [
        { id: 'ga', members: a.slice(0, 15) },
        { id: 'gc', members: a.slice(15) },
      ],
      [known('ga', a)],
    );
    expect(events).toEqual([
      expect.objectContaining({
        id: 'ga',
        event: 'split',
        parents: [],
        children: [{ id: 'gc', shared: 5, shareOfParent: 0.25, shareOfChild: 1 }],
      }),
      expect.objectContaining({
        id: 'gc',
        event: 'split',
        parents: [{ id: 'ga', shared: 5, shareOfParent: 0.25, shareOfChild: 1 }],
        children: [],
      }),
    ]);
  });

  it('is merged: the one that goes and the one that takes it in', () => {
    expect(
      eventsOf([{ id: 'ga', members: [...a, ...b.slice(0, 12)] }], [known('ga', a), known('gb', b)]),
    ).toEqual({ ga: 'merged', gb: 'merged' });
  });

  it('stays as it was when a few handoffs go to a gap that was there', () => {
    const [c, d] = [known('ga', a), known('gb', b)];
    expect(
      eventsOf(
        [
          { id: 'ga', members: a.slice(3) },
          { id: 'gb', members: [...b, ...a.slice(0, 3)] },
        ],
        [c, d],
      ),
    ).toEqual({ ga: 'continued', gb: 'continued' });
  });

  it('counts a handoff with several needs in each of its gaps', () => {
    const both = [
      { id: 'ga', members: a },
      { id: 'gb', members: a },
    ];
    expect(eventsOf(both, [known('ga', a), known('gb', a)])).toEqual({ ga: 'continued', gb: 'continued' });
  });
});

it('a drawing joins each gap to itself and to where its handoffs came from', () => {
  const node = (gap_id: string, run_id: number, event: string, parents: string[] = []) => ({
    gap_id,
    name: gap_id,
    run_id,
    at: new Date(run_id * 1000),
    event,
    size: 10,
    parents: parents.map((id) => ({ id, shared: 4, shareOfParent: 0.4, shareOfChild: 1 })),
  });
  const { nodes, edges } = drawLineage([
    node('ga', 1, 'new'),
    node('ga', 3, 'split'),
    node('gb', 3, 'split', ['ga']),
  ]);
  expect(nodes).toHaveLength(3);
  expect(edges.map(({ from, to, shared }) => [from.gap, from.run, to.gap, to.run, shared])).toEqual([
    ['ga', 1, 'ga', 3, null],
    ['ga', 1, 'gb', 3, 4],
  ]);
});
