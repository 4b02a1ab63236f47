import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bucketOf,
  comparisonOf,
  filterNames,
  ownRange,
  type PageFilters,
  parseFilters,
  periodOf,
  presets,
  type Range,
  scopeOf,
  writeFilters,
} from '../../frontend/src/lib/filters.js';
import { addDays, dayOf, daysBetween, startOfDay } from '../../frontend/src/lib/zone.js';

const hour = 3_600_000;
const home = 'Europe/Berlin';
const zones = [
  'UTC',
  'Europe/Berlin',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'America/St_Johns',
  'Pacific/Apia',
];

const day = fc
  .date({ min: new Date('2021-01-01T00:00:00Z'), max: new Date('2029-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const range: fc.Arbitrary<Range> = fc.oneof(
  fc.constantFrom(...(Object.keys(presets) as (keyof typeof presets)[])).map((preset) => ({ preset })),
  fc.tuple(day, day).map(([a, b]) => (a < b ? { first: a, last: b } : { first: b, last: a })),
);
const values = fc.dictionary(
  fc.constantFrom(...filterNames),
  fc.uniqueArray(fc.string({ minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 3 }),
  { maxKeys: 4, noNullPrototype: true },
);
const filters: fc.Arbitrary<PageFilters> = fc.record({
  range,
  compare: fc.constantFrom('previous', 'year', 'none'),
  zone: fc.constantFrom(...zones),
  values,
});

describe('what a page looks at, in its URL', () => {
  it('comes back from the URL as it was written', () => {
    fc.assert(
      fc.property(filters, (given) => {
        const text = writeFilters(new URLSearchParams(), given, home).toString();
        expect(parseFilters(new URLSearchParams(text), home)).toEqual(given);
      }),
    );
  });

  it('leaves out what the page shows by itself', () => {
    const plain: PageFilters = { range: { preset: '28d' }, compare: 'previous', zone: home, values: {} };
    expect(writeFilters(new URLSearchParams(), plain, home).toString()).toBe('');
  });

  it('keeps the other members of the URL', () => {
    const search = new URLSearchParams('tile=fidelity&channel=web&by=bot');
    const changed = writeFilters(search, { ...parseFilters(search, home), values: {} }, home);
    expect(changed.toString()).toBe('tile=fidelity&by=bot');
  });

  it.each([
    'range=yesterday',
    'from=2026-02-30&to=oops',
    'from=2026-03-02&to=2026-03-01',
    'zone=Mars/Olympus',
    'compare=everything',
    'channel=',
  ])('falls back where it cannot be read: %s', (text) => {
    expect(parseFilters(new URLSearchParams(text), home)).toEqual({
      range: { preset: '28d' },
      compare: 'previous',
      zone: home,
      values: {},
    });
  });

  it('becomes query members of the contract', () => {
    const scope = scopeOf({ from: 0, to: hour }, { channel: ['web', 'voice'] });
    expect(scope).toEqual({
      from: '1970-01-01T00:00:00.000Z',
      to: '1970-01-01T01:00:00.000Z',
      channel: ['web', 'voice'],
    });
  });
});

describe('the range in time', () => {
  it('begins at midnight in the zone, also where clocks have changed', () => {
    const now = Date.parse('2026-03-30T10:07:00Z');
    const { from, to } = periodOf({ preset: '7d' }, home, now);
    expect(new Date(from).toISOString()).toBe('2026-03-23T23:00:00.000Z');
    expect(new Date(to).toISOString()).toBe('2026-03-30T10:15:00.000Z');
  });

  it('holds both of its days', () => {
    const { from, to } = periodOf({ first: '2026-03-29', last: '2026-03-29' }, home, 0);
    expect((to - from) / hour).toBe(23);
  });

  it('is compared with the same calendar days and hours, whatever the clocks did', () => {
    const period = periodOf({ first: '2026-03-25', last: '2026-03-31' }, home, 0);
    const before = comparisonOf(period, 'previous', home);
    expect(before).not.toBeNull();
    expect(dayOf(before?.from ?? 0, home)).toBe('2026-03-18');
    expect(before?.to).toBe(period.from);
  });

  it('is compared with the same weekdays a year before', () => {
    const period = periodOf({ first: '2026-03-25', last: '2026-03-31' }, home, 0);
    const before = comparisonOf(period, 'year', home);
    expect(dayOf(before?.from ?? 0, home)).toBe('2025-03-26');
    expect(new Date('2025-03-26').getUTCDay()).toBe(new Date('2026-03-25').getUTCDay());
  });

  it('is compared with nothing when nobody asks', () => {
    expect(comparisonOf({ from: 0, to: hour }, 'none', home)).toBeNull();
  });

  it('never overlaps the period before it', () => {
    fc.assert(
      fc.property(
        range,
        fc.constantFrom(...zones),
        fc.integer({ min: 1_600_000_000, max: 1_900_000_000 }),
        (one, zone, now) => {
          const period = periodOf(one, zone, now * 1000);
          const before = comparisonOf(period, 'previous', zone);
          expect(before?.from).toBeLessThan(before?.to ?? 0);
          expect(before?.to).toBeLessThanOrEqual(
            period.from + ('preset' in one && one.preset === '24h' ? hour : 0),
          );
        },
      ),
    );
  });

  it('is drawn in at most about a hundred points', () => {
    for (const [days, bucket] of [
      [1, '15m'],
      [3, 'hour'],
      [28, 'day'],
      [90, 'day'],
      [365, 'week'],
      [1500, 'month'],
    ] as const) {
      expect(bucketOf({ from: 0, to: days * 24 * hour })).toBe(bucket);
    }
  });
});

describe('days in a zone', () => {
  it('begin where the zone says that day begins', () => {
    fc.assert(
      fc.property(day, fc.constantFrom(...zones), (one, zone) => {
        const start = startOfDay(one, zone);
        expect(dayOf(start, zone)).toBe(one);
        expect(dayOf(start - 1, zone)).not.toBe(one);
      }),
    );
  });

  it('count without clocks', () => {
    expect(addDays('2026-03-28', 2)).toBe('2026-03-30');
    expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2);
  });
});

describe('what a page shows by itself', () => {
  const now = Date.parse('2026-11-20T10:00:00Z');

  it('is the last 28 days while the data reach into them, or there are none', () => {
    expect(ownRange(null, 'UTC', now)).toEqual({ preset: '28d' });
    expect(ownRange(Date.parse('2026-10-24T00:00:00Z'), 'UTC', now)).toEqual({ preset: '28d' });
  });

  it('is the last 28 days of an older log, and the URL stays empty for them', () => {
    const own = ownRange(Date.parse('2026-06-02T09:11:50Z'), 'UTC', now);
    expect(own).toEqual({ first: '2026-05-06', last: '2026-06-02' });
    const filters = parseFilters(new URLSearchParams(), 'UTC', own);
    expect(filters.range).toEqual(own);
    expect(writeFilters(new URLSearchParams(), filters, 'UTC', own).toString()).toBe('');
    const chosen = writeFilters(new URLSearchParams(), { ...filters, range: { preset: '28d' } }, 'UTC', own);
    expect(parseFilters(chosen, 'UTC', own).range).toEqual({ preset: '28d' });
  });
});
