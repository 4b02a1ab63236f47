import type { Answer } from '../../lib/api';
import { count, percent } from '../../lib/format';

export type Claim = Answer<'POST /api/review/claim'>;
export type ReviewItem = Claim['items'][number];
export type Member = ReviewItem['members'][number];
export type Progress = Answer<'GET /api/review'>;
export type Left = Progress['left'];
export type Reading = Answer<'GET /api/review/agreement'>['disagreements'][number]['first'];

export const kindNames: Record<ReviewItem['kind'], string> = {
  core: 'Core',
  edge: 'Edge',
  suspect: 'Suspected label',
  second: 'Second reading',
  disagreement: 'Disagreement',
};
export const reviewKinds = Object.keys(kindNames) as ReviewItem['kind'][];

/** Each member is to be read: some are probably of another label. They may be in several gaps. */
export const isGlance = ({ reasons }: ReviewItem) => reasons.includes('glance');

/** What is asked, with the proposed label. */
export function questionOf(item: ReviewItem): string {
  const { kind, members } = item;
  if (isGlance(item) && members.length > 1) return `Which of these ${count(members.length)} are examples of`;
  if (kind === 'core' && members.length > 1) return `Are all ${count(members.length)} examples of`;
  if (kind === 'suspect') return 'Is this still an example of';
  return 'Is this an example of';
}

export const originWords: Record<ReviewItem['labelFrom'], string> = {
  reviewed: 'what most reviewed examples of the gap are',
  resolved: 'as humans mostly resolved the gap',
  named: 'as the gap was named',
  terms: 'made from words of the gap: type the right one',
  neighbours: 'what most examples like it are',
  human: 'as its own human resolved it',
  given: 'what it counts as now',
};

export const reasonWords: Record<ReviewItem['reasons'][number], string> = {
  agree: 'nearly everything like these counts as the same',
  glance: 'others are probably mixed in, so read each and choose those that are',
  unnamed: 'nobody has said yet what this gap is about',
  between: 'what is like it counts as different things',
  far: 'nothing that was decided is like it',
  resolved_otherwise: 'its human resolved it as something else than those of its neighbours',
  in_no_gap: 'it is in no gap; this one is the nearest',
  left_out: 'it was left out when the core was decided',
  contradicted: 'what is like it counts as something else, more clearly than usual',
  second_reading: 'somebody has decided it; what they said is not shown',
  disagreement: 'two readers said different things',
};

/** How pure a core is likely to be, by what was decided. */
export function purityText({ purity }: ReviewItem): string | null {
  if (!purity) return null;
  const { agree, of, low, high } = purity;
  return `Of ${count(of)} like these that were decided, ${count(agree)} were so: ${percent(low, 0)} – ${percent(high, 0)}`;
}

export function readingText({ verdict, label }: Reading): string {
  if (verdict === 'reject') return 'no training data';
  return label ?? 'split out';
}

/** What the queue still holds, in words; empty when that is nothing. */
export function leftText({ core, coreExamples, edge, suspect, second, disagreement }: Left): string {
  const parts = [
    core > 0 && `${count(core)} ${core === 1 ? 'core' : 'cores'} (${count(coreExamples)} examples)`,
    edge > 0 && `${count(edge)} on the edge`,
    suspect > 0 && `${count(suspect)} ${suspect === 1 ? 'suspected label' : 'suspected labels'}`,
    second > 0 && `${count(second)} second ${second === 1 ? 'reading' : 'readings'}`,
    disagreement > 0 && `${count(disagreement)} ${disagreement === 1 ? 'disagreement' : 'disagreements'}`,
  ];
  return parts.filter(Boolean).join(', ');
}
