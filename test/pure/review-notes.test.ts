import { describe, expect, it } from 'vitest';
import { around, order, type Placed, reviewed } from '../support/placed-examples.js';

describe('what a human noted', () => {
  const noted = (more: Partial<Placed>): Placed => ({ at: 2, resolved: 'fee', ...more });
  const known = around(0, 12, reviewed('lost_card'));
  const of = (one: Placed) => order([...known, one]).find(({ handoffKey }) => handoffKey === 'h12');

  it('is proposed, until a reviewer left the example out of just that', () => {
    expect(of(noted({}))?.evidence.label).toBe('fee');
    expect(of(noted({ leftOut: ['fee'] }))?.evidence.label).not.toBe('fee');
    expect(of(noted({ leftOut: ['limit'] }))?.evidence.label).toBe('fee');
  });

  it('speaks for no neighbour any more after that', () => {
    const beside: Placed = { at: 90 };
    const others = around(89, 3, { resolved: 'fee' });
    const optionsOf = (notes: readonly Placed[]) =>
      order([...notes, beside]).find(({ handoffKey }) => handoffKey === `h${notes.length}`)?.evidence.options;
    expect(optionsOf(others)?.map(([label]) => label)).toContain('fee');
    const refuted = others.map((one) => ({ ...one, leftOut: ['fee'] }));
    expect(optionsOf(refuted)?.map(([label]) => label)).not.toContain('fee');
  });

  it('is borne out with little evidence where the bot had guessed the same, and with none at all not', () => {
    const near = [...around(0, 1, reviewed('fee')), ...around(1, 11, reviewed('lost_card'))];
    const confirmedOf = (more: Partial<Placed>) =>
      order([...near, noted(more)]).find(({ handoffKey }) => handoffKey === 'h12')?.evidence.confirmed;
    expect(confirmedOf({ botIntent: 'fee' })).toBe('fee');
    expect(confirmedOf({ botIntent: 'lost_card' })).toBeUndefined();
    expect(confirmedOf({ botIntent: 'fee', leftOut: ['fee'] })).toBeUndefined();
    expect(confirmedOf({ botIntent: 'fee', at: 200 })).toBeUndefined();
  });

  it('that is borne out is worth less of a decision', () => {
    const worthOf = (resolved: string | null) => {
      const rows = [...known, { at: 40, resolved }, { at: 42 }, ...around(44, 4, reviewed('lost_card'))];
      return order(rows).find(({ handoffKey }) => handoffKey === 'h12');
    };
    expect(worthOf('lost_card')?.evidence.confirmed).toBe('lost_card');
    expect(worthOf('lost_card')?.value).toBeLessThan(worthOf(null)?.value ?? 0);
  });
});

describe('how surely a note has to be borne out', () => {
  /** Notes of whom one of four neighbours says the same; so many of a hundred proved wrong. */
  const weakly = (count: number, wrong: number): Placed[] =>
    Array.from({ length: count }, (_, i) => ({
      at: i * 3,
      ...reviewed(i < wrong ? 'lost_card' : 'fee'),
      resolved: 'fee',
    }));
  const mixed: Placed[] = Array.from({ length: 60 }, (_, i) => ({
    at: i * 3 + 1,
    ...reviewed(i % 4 === 0 ? 'fee' : 'lost_card'),
  }));
  const open: Placed[] = Array.from({ length: 10 }, (_, i) => ({ at: i * 9 + 2, resolved: 'fee' }));
  const confirmedOf = (notes: readonly Placed[]) =>
    order([...mixed, ...notes, ...open]).filter(({ evidence }) => evidence.confirmed !== undefined).length;

  it('follows from how often such notes proved right', () => {
    expect(confirmedOf(weakly(40, 0))).toBeGreaterThan(confirmedOf(weakly(40, 20)));
  });

  it('follows as well from those that were left out of their label', () => {
    const refuted = weakly(40, 0).map((one, i) => (i % 2 ? { ...one, said: null, leftOut: ['fee'] } : one));
    expect(confirmedOf(refuted)).toBeLessThan(confirmedOf(weakly(40, 0)));
  });
});
