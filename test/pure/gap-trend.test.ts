import { describe, expect, it } from 'vitest';
import { prepareTrend, sparkline } from '../../frontend/src/features/gaps/prepare-trend';

describe('the change of a gap', () => {
  it.each([
    [{ ratio: 1.3, low: 1.1, high: 1.5 }, 'worse', '+30 %', '+10 % to +50 %'],
    [{ ratio: 3.2, low: 2.1, high: 14.78 }, 'worse', '×3.2', '×2.1 to ×14.8'],
    [{ ratio: 0.7, low: 0.5, high: 0.9 }, 'better', '−30 %', '−50 % to −10 %'],
    [{ ratio: 0.7, low: 0.4, high: 1.2 }, 'unclear', '−30 %', '−60 % to +20 %'],
  ])('%j is %s', (trend, verdict, text, interval) => {
    expect(prepareTrend(trend)).toEqual({ verdict, text, interval });
  });

  it('says nothing where there are too few', () => {
    expect(prepareTrend(null)).toBeNull();
  });
});

describe('a sparkline of weekly counts', () => {
  it('begins at zero and reaches the top at the most', () => {
    expect(sparkline([0, 5, 10], 100, 20)).toBe('0.0,20.0 50.0,10.0 100.0,0.0');
  });

  it('is a flat line on the ground without any escalation', () => {
    expect(sparkline([0, 0], 10, 20)).toBe('0.0,20.0 10.0,20.0');
  });
});
