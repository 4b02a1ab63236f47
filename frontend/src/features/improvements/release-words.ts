import type { Answer } from '../../lib/api';
import { counted, percent } from '../../lib/format';
import { changeText } from './effect-words';

export type BotEffects = Answer<'GET /api/releases/effects'>['bots'][number];
export type ReleaseEffect = BotEffects['releases'][number];
type Rate = NonNullable<BotEffects['all']['rate']>;
type Gaps = NonNullable<BotEffects['all']['gaps']>;

export const toneOf = {
  improved: 'good',
  regressed: 'bad',
  no_effect: 'warn',
  too_early: undefined,
  no_control: undefined,
} as const;

const expectedText = ({ expected }: Rate) =>
  `${percent(expected.value)} (${percent(expected.low)} to ${percent(expected.high)})`;

const fallText = ({ detectable }: Rate) => `${(100 * detectable).toFixed(1)} points`;

/** What all releases came to, in one sentence. */
export function allText({ bot, all, releases }: BotEffects, since: string): string {
  const { rate } = all;
  if (!rate) {
    return `Whether ${bot} got better cannot be told yet: four weeks before its first improved release are needed, and some time since.`;
  }
  const held = releases.filter(({ at }) => Date.parse(at) >= Date.parse(all.from)).length;
  const facts = `${bot} hands over ${percent(rate.since)} of episodes now; without its ${counted(held, 'release', 'releases')} since ${since}, ${expectedText(rate)} would be expected.`;
  if (rate.verdict === 'improved') return `It got better. ${facts}`;
  if (rate.verdict === 'regressed') return `It got worse. ${facts}`;
  return `Too early to tell. ${facts} A fall by ${fallText(rate)} would be seen by now.`;
}

/** Of the whole bot, in a few words. */
export function rateText(rate: Rate | null): string {
  if (!rate) return 'Too little before it';
  if (rate.verdict === 'improved') return 'Fell more than chance and drift explain';
  if (rate.verdict === 'regressed') return 'Rose more than chance and drift explain';
  return `Too early to tell; a fall by ${fallText(rate)} would be seen`;
}

/** Of the gaps that a release was for, in a few words. */
export function gapsText(gaps: Gaps | null): string {
  if (!gaps) return 'No improvement named';
  const { ratio, interval, verdict } = gaps;
  if (ratio === null || !interval) return 'Too few gaps that nobody touched';
  if (verdict === 'too_early') {
    return gaps.detectable === null || gaps.detectable >= 0.95
      ? 'Too few escalations to tell'
      : `Too early to tell; ${percent(gaps.detectable, 0)} fewer would be seen`;
  }
  if (verdict === 'no_effect') return 'No effect as large as hoped for';
  return `${changeText(ratio)} (${changeText(interval.low)} to ${changeText(interval.high)})`;
}

/** What the release of an improvement did to the whole bot, in one sentence. */
export function releaseText({ versions, improvements, rate }: ReleaseEffect): string {
  const held = counted(improvements, 'improvement', 'improvements');
  const name = `Release ${versions.join(', ')}, with ${held},`;
  if (!rate) return `${name} cannot be judged as a whole: too little is known of the time before it.`;
  return `${name} as a whole: ${percent(rate.since)} of episodes handed over, ${expectedText(rate)} expected without it. ${rateText(rate)}.`;
}
