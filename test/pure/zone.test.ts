import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bucketStarts } from '../../backend/src/metrics/zone.js';

const starts = (bucket: Parameters<typeof bucketStarts>[0], zone: string, from: string, to: string) =>
  bucketStarts(bucket, zone, Date.parse(from), Date.parse(to)).map((at) =>
    new Date(at).toISOString().slice(0, 16),
  );

test('a day in Berlin has 23 hours in spring', () => {
  expect(starts('day', 'Europe/Berlin', '2026-03-28T23:00Z', '2026-03-30T22:00Z')).toEqual([
    '2026-03-28T23:00',
    '2026-03-29T22:00',
  ]);
  expect(starts('hour', 'Europe/Berlin', '2026-03-28T23:00Z', '2026-03-29T22:00Z')).toHaveLength(23);
});

test('and 25 in autumn, its second hour twice', () => {
  expect(starts('hour', 'Europe/Berlin', '2026-10-24T22:00Z', '2026-10-25T23:00Z')).toHaveLength(25);
});

test('quarter-hour offsets begin their days and hours where their clocks do', () => {
  expect(starts('day', 'Asia/Kathmandu', '2026-01-01T00:00Z', '2026-01-02T00:00Z')).toEqual([
    '2025-12-31T18:15',
    '2026-01-01T18:15',
  ]);
  expect(starts('hour', 'Asia/Kathmandu', '2026-01-01T00:15Z', '2026-01-01T01:15Z')).toEqual([
    '2026-01-01T00:15',
  ]);
});

test('where midnight is skipped the day begins at one', () => {
  expect(starts('day', 'America/Sao_Paulo', '2018-11-03T12:00Z', '2018-11-05T12:00Z')).toEqual([
    '2018-11-03T03:00',
    '2018-11-04T03:00',
    '2018-11-05T02:00',
  ]);
});

test('a date that a zone skipped has no bucket', () => {
  expect(starts('day', 'Pacific/Apia', '2011-12-29T12:00Z', '2012-01-01T00:00Z')).toEqual([
    '2011-12-29T10:00',
    '2011-12-30T10:00',
    '2011-12-31T10:00',
  ]);
});

test('weeks begin on Monday, months on their first', () => {
  expect(starts('week', 'UTC', '2026-03-01T00:00Z', '2026-03-09T00:00Z')).toEqual([
    '2026-02-23T00:00',
    '2026-03-02T00:00',
  ]);
  expect(starts('month', 'Asia/Kolkata', '2026-01-31T18:30Z', '2026-03-01T00:00Z')).toEqual([
    '2026-01-31T18:30',
    '2026-02-28T18:30',
  ]);
});

test('an empty range has no bucket', () => {
  expect(bucketStarts('day', 'UTC', 5, 5)).toEqual([]);
});

const zones = [
  'UTC',
  'Europe/Berlin',
  'Asia/Kolkata',
  'America/Sao_Paulo',
  'Pacific/Apia',
  'Australia/Lord_Howe',
];
const bucket = fc.constantFrom(
  '15m' as const,
  'hour' as const,
  'day' as const,
  'week' as const,
  'month' as const,
);

test('buckets ascend, the first is not after the range, and none begins past it', () => {
  const year = 31_536_000_000;
  const from = fc.integer({ min: 10 * year, max: 60 * year });
  const length = fc.integer({ min: 1, max: 40 * 86_400_000 });
  fc.assert(
    fc.property(bucket, fc.constantFrom(...zones), from, length, (kind, zone, begin, span) => {
      const found = bucketStarts(kind, zone, begin, begin + span);
      expect(found[0]).toBeLessThanOrEqual(begin);
      expect(found.at(-1)).toBeLessThan(begin + span);
      found.slice(1).forEach((at, i) => {
        expect(at).toBeGreaterThan(found[i] ?? 0);
        expect(at).toBeGreaterThan(begin);
      });
    }),
  );
});
