import type { Handoff } from './handoff-answer';

/** Times of a story told around a handoff count from it. */
export const sinceHandoff = ({ relay }: Pick<Handoff, 'relay'>) => ({
  name: 'the handoff',
  at: relay.timesAssumed ? null : relay.initiatedAt,
});
