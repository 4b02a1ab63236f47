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
