import { describe, expect, it } from 'vitest';
import { prepareDetectors } from '../../frontend/src/features/risk/prepare-detectors.js';

type Answer = Parameters<typeof prepareDetectors>[0];
type Sources = NonNullable<Parameters<typeof prepareDetectors>[2]>;

const found = (detector: Answer['detectors'][number]['detector'], numerator: number) => ({
  detector,
  value: numerator / 40,
  numerator,
  denominator: 40,
  interval: { low: 0, high: 1 },
  all: 40,
  unmeasured: 0,
});
const now: Answer = {
  watermark: null,
  detectors: [found('leaked', 40), found('no_fallback', 40), found('misrouted', 4)],
};
const source = (name: string, unmeasured: Sources[number]['unmeasured'], handoffs = 40): Sources[number] => ({
  source: name,
  conversations: 60,
  handoffs,
  unmeasured,
  fields: 0,
  drift: [],
});
const shown = (...sources: Sources) =>
  prepareDetectors(now, undefined, sources).map(({ detector, value, isUnknown, silent }) => ({
    detector,
    value,
    isUnknown,
    silent,
  }));

describe('what counts what is not there', () => {
  it('cannot be told where nobody ever sends it, and comes last', () => {
    expect(shown(source('chat', ['actions', 'resolutions', 'fallbacks']))).toEqual([
      { detector: 'misrouted', value: 0.1, isUnknown: false, silent: [] },
      { detector: 'leaked', value: null, isUnknown: true, silent: ['chat'] },
      { detector: 'no_fallback', value: null, isUnknown: true, silent: ['chat'] },
    ]);
  });

  it('is told where some source says it, with the names of those that do not', () => {
    const [first, second] = shown(
      source('chat', ['fallbacks', 'actions', 'resolutions']),
      source('voice', ['actions']),
    );
    expect(first).toEqual({ detector: 'leaked', value: 1, isUnknown: false, silent: ['chat'] });
    expect(second).toMatchObject({ detector: 'no_fallback', silent: ['chat'] });
  });

  it('is told of sources with one of the two, with too few rows to say, or without handoffs', () => {
    for (const one of [source('chat', ['actions']), source('chat', null)])
      expect(shown(one)[0]).toMatchObject({ detector: 'leaked', value: 1, silent: [] });
    expect(shown(source('chat', []), source('bot', ['actions', 'resolutions'], 0))[0]).toMatchObject({
      silent: [],
    });
  });
});
