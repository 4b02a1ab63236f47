import { describe, expect, it } from 'vitest';
import {
  latestPair,
  periodSides,
  releaseKey,
  sideAddress,
  sidesQuery,
  valueSides,
  versionSides,
} from '../../frontend/src/features/compare/sides.js';
import { cellWords, readCell, withoutCell } from '../../frontend/src/lib/cell.js';
import { parseFilters } from '../../frontend/src/lib/filters.js';
import { rowsAddress } from '../../frontend/src/lib/rows-address.js';

const day = 86_400_000;
const march = { from: Date.parse('2026-03-01T00:00:00Z'), to: Date.parse('2026-04-01T00:00:00Z') };
const february = { from: Date.parse('2026-02-01T00:00:00Z'), to: march.from };
const release = (bot: string, version: string, at: string) => ({
  bot,
  version,
  releasedAt: `${at}T08:00:00.000Z`,
  datasetVersion: null,
  improvements: [],
});

describe('the sides of a comparison', () => {
  it('never share a moment, though a day before today may end within today', () => {
    const today = { from: march.from, to: march.from + 25 * 3_600_000 };
    const { a, b } = periodSides(today, { from: march.from - day, to: march.from + 3_600_000 }, {}, 'UTC');
    expect(b.period.to).toBe(a.period.from);
  });

  it('stand in the query each under its own letter', () => {
    const sides = periodSides(march, february, { bot: ['ada'] }, 'UTC');
    expect(sidesQuery(sides)).toEqual({
      'a.from': '2026-03-01T00:00:00.000Z',
      'a.to': '2026-04-01T00:00:00.000Z',
      'a.bot': ['ada'],
      'b.from': '2026-02-01T00:00:00.000Z',
      'b.to': '2026-03-01T00:00:00.000Z',
      'b.bot': ['ada'],
    });
  });

  it('replace the page’s filter on the dimension that is compared', () => {
    const { a, b } = valueSides(march, 'queue', ['billing', '(none)'], { queue: ['x'], bot: ['ada'] }, 'UTC');
    expect(a.values).toEqual({ queue: ['billing'], bot: ['ada'] });
    expect(b.values).toEqual({ queue: ['(none)'], bot: ['ada'] });
    expect(b.name).toBe('Not given');
  });

  const releases = [
    release('ada', '1', '2026-01-10'),
    release('ada', '2', '2026-02-10'),
    release('bruno', '1', '2026-03-20'),
    release('ada', '3', '2026-03-10'),
  ];

  it('are versions from their release to the next of the same bot, or to where the data ends', () => {
    const pair = latestPair(releases);
    expect(pair).toEqual([
      releaseKey({ bot: 'ada', version: '3' }),
      releaseKey({ bot: 'ada', version: '2' }),
    ]);
    const sides = versionSides(releases, pair ?? ['', ''], { channel: ['web'] }, march.to, 'UTC');
    expect(sides?.a).toMatchObject({
      name: 'ada 3',
      period: { from: Date.parse('2026-03-10T08:00:00Z'), to: march.to },
      values: { channel: ['web'], bot: ['ada'], bot_version: ['3'] },
    });
    expect(sides?.b.period).toEqual({
      from: Date.parse('2026-02-10T08:00:00Z'),
      to: Date.parse('2026-03-10T08:00:00Z'),
    });
    expect(sides?.b.note).toContain('released 10 Feb 2026');
  });

  it('are none where no bot has a release before its latest, or both are the same', () => {
    expect(latestPair(releases.filter(({ version }) => version === '1'))).toBeNull();
    const key = releaseKey({ bot: 'ada', version: '3' });
    expect(versionSides(releases, [key, key], {}, march.to, 'UTC')).toBeNull();
  });

  it('open their rows over exactly their moments', () => {
    const { a } = periodSides(
      { from: march.from + 1234, to: march.to },
      february,
      { bot: ['ada'] },
      'Asia/Kolkata',
    );
    const found = parseFilters(new URLSearchParams(sideAddress(a, 'Asia/Kolkata')), 'UTC');
    expect(found).toMatchObject({ range: a.period, zone: 'Asia/Kolkata', values: { bot: ['ada'] } });
  });
});

describe('one cell of a table', () => {
  const address = rowsAddress('misroute_rate', 'denominator', 'zone=Europe%2FBerlin&queue=billing', {
    weekday: 1,
    hour: 9,
    'except.intent': ['a', 'b'],
    queue: 'returns',
  });
  const search = new URLSearchParams(address.split('?')[1]);

  it('is read back from its address, and can be left', () => {
    expect(address.startsWith('/handoffs?')).toBe(true);
    expect(search.getAll('queue')).toEqual(['returns']);
    const cell = readCell(search, 'Europe/Berlin');
    expect(cell).toEqual({ weekday: 1, hour: 9, zone: 'Europe/Berlin', 'except.intent': ['a', 'b'] });
    expect(cellWords(cell)).toBe('Only Mondays, 09:00–10:00 in Europe/Berlin; Intent other than a, b');
    expect(readCell(withoutCell(search), 'Europe/Berlin')).toEqual({});
    expect(withoutCell(search).get('metric')).toBe('misroute_rate');
  });

  it('is no cell where the address makes no sense', () => {
    expect(readCell(new URLSearchParams('weekday=8&hour=nine'), 'UTC')).toEqual({});
    expect(cellWords({})).toBeNull();
  });
});
