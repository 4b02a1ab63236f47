import type { Answer } from '../../lib/api';
import { count, date, duration, percent } from '../../lib/format';

export type Improvement = Answer<'GET /api/improvements/:id'>;
export type Summary = Answer<'GET /api/improvements'>[number];
export type Effect = NonNullable<Summary['effect']>;
export type Status = Summary['status'];

export const kindNames: Record<Summary['kind'], { label: string; meaning: string }> = {
  training_phrases: { label: 'Training phrases', meaning: 'Examples for an intent that the bot has' },
  new_intent: { label: 'New intent', meaning: 'Something that the bot learns to recognise' },
  threshold: { label: 'Threshold', meaning: 'When the bot is sure enough to answer' },
  knowledge: { label: 'Knowledge', meaning: 'An answer that the bot did not have' },
  policy: { label: 'Policy', meaning: 'What the bot is allowed to do' },
};

export const statusNames: Record<Status, string> = {
  proposed: 'Proposed',
  approved: 'Approved',
  measuring: 'Released, measuring',
  verified: 'Verified',
  no_effect: 'No effect',
  regressed: 'Regressed',
  declined: 'Declined',
  withdrawn: 'Withdrawn',
};

/** Columns of the board, in the order of the way. */
export const boardColumns: readonly { title: string; statuses: readonly Status[] }[] = [
  { title: 'Proposed', statuses: ['proposed'] },
  { title: 'Approved', statuses: ['approved'] },
  { title: 'Measuring', statuses: ['measuring'] },
  { title: 'Verified', statuses: ['verified'] },
  { title: 'No effect or regressed', statuses: ['no_effect', 'regressed'] },
];

/** 0.72 as “28.0 % fewer”. */
export const changeText = (ratio: number): string =>
  ratio <= 1 ? `${percent(1 - ratio)} fewer` : `${percent(ratio - 1)} more`;

const intervalText = ({ interval }: Effect): string =>
  interval ? ` (95 % interval: ${changeText(interval.low)} to ${changeText(interval.high)})` : '';

/** What the figures come to, in one sentence. `aimed`: the fall that was hoped for. */
export function verdictText(effect: Effect, aimed: number, zone: string): string {
  const { verdict, ratio } = effect;
  if (verdict === 'no_control') {
    return 'It cannot be told from this gap alone: fewer than four other gaps of the bot with five escalations before were left alone, to hold it against. Its release as a whole is judged below.';
  }
  const so = ratio === null ? '' : `${changeText(ratio)} escalations than the bot’s other gaps let expect`;
  if (verdict === 'improved') return `It helped: ${so}${intervalText(effect)}.`;
  if (verdict === 'regressed') return `It got worse: ${so}${intervalText(effect)}. The gap is open again.`;
  if (verdict === 'no_effect') {
    return `It did not do what was hoped for: a fall by ${percent(aimed, 0)} is ruled out${intervalText(effect)}.`;
  }
  const until =
    effect.knownAt === null
      ? `A fall by ${percent(aimed, 0)} would not be seen within two years: there are too few escalations, or gaps move too much by themselves.`
      : `A fall by ${percent(aimed, 0)} would be seen by ${date(effect.knownAt, zone)}.`;
  const sofar = ratio === null ? '' : ` So far ${so}${intervalText(effect)}.`;
  return `Too early to tell. ${until}${sofar}`;
}

/** Escalations, and hours of human work where they are known, that there were not. */
export function avoidedText({ avoided, hours }: Effect): string | null {
  if (!avoided) return null;
  const range = (low: number, high: number) => `${count(Math.round(low))} to ${count(Math.round(high))}`;
  const work = hours ? `, about ${duration(hours.value * 3600)} of human work` : '';
  return `${count(Math.round(avoided.value))} escalations avoided since the release (${range(avoided.low, avoided.high)})${work}`;
}

/** What a lead must know of a release that went out without a decision; the approval may have come later. */
export const unapprovedText = ({ decided }: Pick<Summary, 'decided'>) =>
  decided === null ? 'Released, and never approved' : 'Released before it was approved';
