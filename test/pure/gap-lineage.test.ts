import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { traceLineage } from '../../backend/src/gaps/lineage/lineage.js';

const keys = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, i) => `${prefix}${String(i).padStart(3, '0')}`);
const group = (members: string[]) => ({ members, founders: [...members].sort() });
const known = (id: string, members: string[]) => ({ id, members: new Set(members) });
const a = keys('a', 20);
const b = keys('b', 20);

describe('identity of gaps between runs', () => {
  it('gives the same data the same ids', () => {
    const once = traceLineage([group(a), group(b)], []);
    expect(traceLineage([group(a), group(b)], [])).toEqual(once);
    expect(traceLineage([group(b), group(a)], []).ids).toEqual([...once.ids].reverse());
    for (const id of once.ids) expect(id).toMatch(/^g[a-z0-9]{6,20}$/);
  });

  it('continues a gap that grew, and one that lost some', () => {
    const { ids, continued, created, retired } = traceLineage(
      [group([...a, ...keys('n', 15)]), group(b.slice(0, 12))],
      [known('gold00a', a), known('gold00b', b)],
    );
    expect(ids).toEqual(['gold00a', 'gold00b']);
    expect(continued).toContainEqual({ id: 'gold00a', before: 20, after: 35, kept: 20 });
    expect({ created, retired }).toEqual({ created: [], retired: [] });
  });

  it('keeps the id with the larger part of a gap that fell apart', () => {
    const { ids, created } = traceLineage([group(a.slice(0, 8)), group(a.slice(8))], [known('gold00a', a)]);
    expect(ids[1]).toBe('gold00a');
    expect(created).toEqual([ids[0]]);
  });

  it('keeps the larger of two gaps that became one, and retires the other', () => {
    const { ids, retired } = traceLineage(
      [group([...a, ...b.slice(0, 10)])],
      [known('gold00a', a), known('gold00b', b.slice(0, 10))],
    );
    expect(ids).toEqual(['gold00a']);
    expect(retired).toEqual(['gold00b']);
  });

  it('does not continue a gap in a group that shares little with it', () => {
    const { ids, retired } = traceLineage([group([...b, ...a.slice(0, 3)])], [known('gold00a', a)]);
    expect(ids[0]).not.toBe('gold00a');
    expect(retired).toEqual(['gold00a']);
  });

  it('gives a gap that people decided about its id again when everything is found anew', () => {
    const anchor = { id: 'named00', members: a.slice(0, 9) };
    expect(traceLineage([group(b), group(a)], [], [anchor]).ids[1]).toBe('named00');
    const elsewhere = { id: 'named00', members: [...a.slice(0, 4), ...keys('x', 9)] };
    expect(traceLineage([group(a)], [], [elsewhere]).ids[0]).not.toBe('named00');
  });

  it('never gives one id twice', () => {
    const { ids } = traceLineage(
      [group(a), group(b), group(keys('c', 9))],
      [known('gold00a', [...a, ...b])],
      [{ id: 'gold00a', members: b }],
    );
    expect(new Set(ids).size).toBe(3);
  });

  /** Before and after: the group of each of some members, 0 for none. */
  const twoRuns = fc.array(fc.tuple(fc.nat(5), fc.nat(5)), { minLength: 1, maxLength: 80 }).map((places) => {
    const parts = (side: 0 | 1) =>
      [1, 2, 3, 4, 5]
        .map((part) =>
          places.flatMap((place, i) => (place[side] === part ? [`m${String(i).padStart(3, '0')}`] : [])),
        )
        .filter((members) => members.length > 0);
    return { before: parts(0).map((members, i) => known(`gap${i}`, members)), after: parts(1).map(group) };
  });

  it('says of every gap exactly what became of it', () => {
    fc.assert(
      fc.property(twoRuns, ({ before, after }) => {
        const { ids, continued, created, retired } = traceLineage(after, before);
        expect(new Set(ids).size).toBe(after.length);
        expect([...continued.map(({ id }) => id), ...created].sort()).toEqual([...ids].sort());
        expect([...continued.map(({ id }) => id), ...retired].sort()).toEqual(
          before.map(({ id }) => id).sort(),
        );
      }),
    );
  });

  it('does not depend on the order of groups and gaps', () => {
    fc.assert(
      fc.property(twoRuns, ({ before, after }) => {
        const one = traceLineage(after, before);
        const other = traceLineage([...after].reverse(), [...before].reverse());
        expect([...other.continued.map(({ id }) => id)].sort()).toEqual(
          one.continued.map(({ id }) => id).sort(),
        );
        expect([...other.created].sort()).toEqual([...one.created].sort());
      }),
    );
  });

  it('changes nothing when nothing changed', () => {
    fc.assert(
      fc.property(twoRuns, ({ before }) => {
        const same = before.map(({ members }) => group([...members]));
        const { ids, created, retired } = traceLineage(same, before);
        expect(ids).toEqual(before.map(({ id }) => id));
        expect([created, retired]).toEqual([[], []]);
      }),
    );
  });
});
