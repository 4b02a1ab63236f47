import { describe, expect, it } from 'vitest';
import { markAddress, rowsBehind } from '../../frontend/src/lib/rows-behind.js';

const looked = { values: { channel: ['web', 'app'] }, zone: 'America/Sao_Paulo' };
const mark = (from: string, to: string, numerator = 3, denominator: number | null = 42) => ({
  period: { from: Date.parse(from), to: Date.parse(to) },
  numerator,
  denominator,
});
const day = mark('2026-03-02T03:00:00Z', '2026-03-03T03:00:00Z');
const partOf = (address: string | null) => {
  const { pathname, searchParams } = new URL(address ?? '', 'https://baton.example');
  return { pathname, ...Object.fromEntries(searchParams), channels: searchParams.getAll('channel') };
};

describe('the rows behind a mark of a chart', () => {
  it('are those of a whole day of the zone, with the same filters and predicate', () => {
    expect(partOf(markAddress('misroute_rate', 'numerator', looked, day))).toMatchObject({
      pathname: '/handoffs',
      from: '2026-03-02',
      to: '2026-03-02',
      zone: 'America/Sao_Paulo',
      metric: 'misroute_rate',
      part: 'numerator',
      channels: ['web', 'app'],
    });
  });

  it('are those between two instants where a bucket is cut off', () => {
    const cut = mark('2026-03-02T03:00:00Z', '2026-03-02T19:15:00Z');
    expect(partOf(markAddress('escalation_rate', 'denominator', looked, cut))).toMatchObject({
      pathname: '/episodes',
      from: '2026-03-02T03:00:00.000Z',
      to: '2026-03-02T19:15:00.000Z',
    });
  });

  it('are those of a day that the change of the clocks makes longer', () => {
    const autumn = mark('2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z');
    const address = markAddress('handoffs', 'numerator', { values: {}, zone: 'Europe/Berlin' }, autumn);
    expect(partOf(address)).toMatchObject({ from: '2026-10-25', to: '2026-10-25' });
  });

  it('are named by what is counted and what is listed', () => {
    const words = (
      metric: Parameters<typeof rowsBehind>[0],
      rows: number,
      denominator: number | null = rows,
    ) => rowsBehind(metric, looked, { ...day, numerator: rows, denominator })?.words;
    expect(words('misroute_rate', 1042)).toBe('the 1,042 handoffs behind it');
    expect(words('episodes', 1, null)).toBe('the episode behind it');
    expect(words('fidelity', 7)).toBe('the handoffs of these 7 actions');
    expect(words('csat_bot', 1)).toBe('the episodes of this answer');
    expect(words('context_completeness', 90)).toBe('the handoffs behind it');
  });

  it('are nowhere where nothing was counted', () => {
    expect(rowsBehind('misroute_rate', looked, { ...day, numerator: 0, denominator: 0 })).toBeNull();
    expect(markAddress('misroute_rate', 'numerator', looked, { ...day, numerator: 0 })).toBeNull();
  });
});
