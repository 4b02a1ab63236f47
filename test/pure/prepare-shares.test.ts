import { describe, expect, it } from 'vitest';
import { breakdownTable, prepareBreakdown } from '../../frontend/src/charts/prepare-breakdown.js';
import { prepareFidelity } from '../../frontend/src/charts/prepare-fidelity.js';
import { outcomeTable, prepareOutcomes } from '../../frontend/src/charts/prepare-outcomes.js';
import { prepareReasons, reasonTable } from '../../frontend/src/charts/prepare-reasons.js';
import { wilson } from '../../frontend/src/charts/wilson.js';

type Breakdown = Parameters<typeof prepareReasons>[0];
type Series = Parameters<typeof prepareOutcomes>[0];

const row = (key: string, numerator: number, denominator: number | null) => ({
  key,
  numerator,
  denominator,
  value: denominator === null ? numerator : denominator === 0 ? null : numerator / denominator,
  interval: denominator === null ? null : wilson(numerator, denominator),
});

const breakdown = (
  more: Partial<Breakdown>,
  rows: Breakdown['rows'],
  numerator: number,
  denominator: number | null,
): Breakdown => ({
  metric: 'escalation_rate',
  unit: 'ratio',
  by: 'reason',
  watermark: null,
  rows,
  total: row('total', numerator, denominator),
  ...more,
});

describe('why escalations happen', () => {
  const now = breakdown(
    {},
    [row('low_confidence', 30, 30), row('customer_request', 60, 60), row('(none)', 0, 910)],
    90,
    1000,
  );

  it('divides each reason by all eligible episodes, so that the bars sum to the rate', () => {
    const bars = prepareReasons(now, undefined);
    expect(bars.map(({ key, value }) => [key, value])).toEqual([
      ['customer_request', 0.06],
      ['low_confidence', 0.03],
    ]);
    expect(bars.reduce((sum, { value }) => sum + (value ?? 0), 0)).toBeCloseTo(0.09, 12);
  });

  it('draws bar and interval on the scale of the longest', () => {
    const [first] = prepareReasons(now, undefined);
    expect(first?.high).toBe(1);
    expect(first?.low).toBeLessThan(first?.length ?? 0);
  });

  it('compares a reason that is new with none of it', () => {
    const before = breakdown({}, [row('customer_request', 60, 60)], 60, 1000);
    const [asked, unsure] = prepareReasons(now, before);
    expect(asked?.change?.difference).toBe(0);
    expect(unsure?.change).toMatchObject({ difference: 0.03, tone: 'bad' });
  });

  it('has a table twin', () => {
    expect(reasonTable(prepareReasons(now, undefined)).rows[0]?.[0]).toBe('Customer request');
  });
});

describe('how episodes end', () => {
  const at = (i: number) => new Date(Date.parse('2026-03-02') + i * 86_400_000).toISOString();
  const counted = (key: string, counts: number[]): Series['series'][number] => ({
    key,
    points: counts.map((value, i) => ({
      at: at(i),
      value,
      numerator: value,
      denominator: null,
      interval: null,
      immature: false,
    })),
  });
  const series: Series = {
    metric: 'episodes',
    unit: 'count',
    bucket: 'day',
    zone: 'UTC',
    from: '2026-03-02T00:00:00Z',
    to: '2026-04-02T00:00:00Z',
    watermark: null,
    series: [
      counted('handed_off', [40, 0, 10]),
      counted('self_served_confirmed', [50, 0, 5]),
      counted('abandoned', [10, 0, 5]),
      counted('(none)', [0, 2, 7]),
    ],
  };

  it('gives shares of those that ended, which sum to one', () => {
    const { points, totals, ended, open } = prepareOutcomes(series, undefined);
    expect(points[0]?.shares).toEqual({
      self_served_confirmed: 0.5,
      self_served_assumed: 0,
      handed_off: 0.4,
      abandoned: 0.1,
      handoff_failed: 0,
    });
    expect([ended, open]).toEqual([120, 9]);
    expect(totals.reduce((sum, { value }) => sum + (value ?? 0), 0)).toBeCloseTo(1, 12);
  });

  it('leaves a gap in a bucket where none ended', () => {
    const { points } = prepareOutcomes(series, undefined);
    expect(Object.values(points[1]?.shares ?? {})).toEqual([null, null, null, null, null]);
  });

  it('compares shares, not counts', () => {
    const before = breakdown(
      { metric: 'episodes', unit: 'count', by: 'outcome' },
      [row('handed_off', 500, null), row('self_served_confirmed', 500, null), row('(none)', 9000, null)],
      10_000,
      null,
    );
    const handedOff = prepareOutcomes(series, before).totals.find(({ outcome }) => outcome === 'handed_off');
    expect(handedOff?.change?.difference).toBeCloseTo(50 / 120 - 0.5, 12);
    expect(handedOff?.change?.tone).toBe('neutral');
  });

  it('has a table twin with every bucket', () => {
    const twin = outcomeTable(
      prepareOutcomes(series, undefined),
      (outcome, { counts }) => `${outcome} ${counts[outcome]}`,
    );
    expect(twin.rows).toHaveLength(3);
    expect(twin.columns[3]?.href?.(2)).toBe('handed_off 10');
  });
});

describe('what became of required actions', () => {
  const byResult = breakdown(
    { metric: 'fidelity', by: 'result' },
    [row('correct', 80, 80), row('incorrect', 0, 12), row('omitted', 0, 8), row('unknown', 0, 0)],
    80,
    100,
  );
  const byCause = breakdown(
    { metric: 'fidelity', by: 'cause' },
    [row('(none)', 80, 83), row('context_missing', 0, 12), row('agent_error', 0, 5)],
    80,
    100,
  );

  it('splits the judged ones by result, without empty stretches', () => {
    const { results, adjudicated } = prepareFidelity(byResult, byCause);
    expect(adjudicated).toBe(100);
    expect(results.map(({ result, count }) => [result, count])).toEqual([
      ['correct', 80],
      ['incorrect', 12],
      ['omitted', 8],
    ]);
  });

  it('splits the wrong ones by cause, those without a named cause too', () => {
    const { causes, wrong } = prepareFidelity(byResult, byCause);
    expect(wrong).toBe(20);
    expect(causes.map(({ label, count, share }) => [label, count, share])).toEqual([
      ['Context missing', 12, 0.6],
      ['Agent error', 5, 0.25],
      ['Not given', 3, 0.15],
    ]);
  });

  it('is empty when nobody judged anything', () => {
    const none = breakdown({ metric: 'fidelity' }, [], 0, 0);
    expect(prepareFidelity(none, none)).toEqual({ adjudicated: 0, results: [], causes: [], wrong: 0 });
  });
});

describe('a breakdown', () => {
  const now = breakdown(
    { by: 'channel' },
    [row('web', 200, 1000), row('voice', 90, 300), row('fax', 3, 4)],
    293,
    1304,
  );

  it('does not let small rows set the scale, nor compares them', () => {
    const before = breakdown({ by: 'channel' }, [row('web', 250, 1000), row('fax', 1, 40)], 251, 1040);
    const [web, voice, fax] = prepareBreakdown(now, before, 'lower');
    expect(fax).toMatchObject({ isSmall: true, bar: 1, change: null });
    expect(voice?.high).toBe(1);
    expect(voice?.change).toBeNull();
    expect(web?.change).toMatchObject({ tone: 'good', direction: 'down' });
  });

  it('has a table twin with exact figures', () => {
    const rows = prepareBreakdown(now, undefined, 'lower');
    expect(breakdownTable(rows, 'Channel', 'ratio').rows[2]?.slice(0, 2)).toEqual(['fax', 0.75]);
  });
});
