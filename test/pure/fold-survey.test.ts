import { describe, expect, it } from 'vitest';
import { foldConversation } from '../../backend/src/episodes/fold.js';
import { pointsOf } from '../../backend/src/episodes/fold-survey.js';
import { EventLog, handoffKey, minute } from '../support/event-log.js';

const answered = () =>
  new EventLog()
    .started(0, { bot: 'ada', channel: 'web' })
    .customer(1, { intent: 'refund' })
    .escalated(3, { handoff_id: 'h-1', reasons: ['no_match'] })
    .accepted(4)
    .ended(9);

describe('the place of an answer on its scale', () => {
  it.each([
    ['csat', 5, [1, 5], 10_000],
    ['csat', 2, [1, 5], 2_500],
    ['csat', 4, undefined, null],
    ['ces1', 1, undefined, 10_000],
    ['ces1', 5, undefined, 0],
    ['ces2', 7, undefined, 10_000],
    ['nps', 9, undefined, 9_000],
    ['lsat', 9, [1, 5], null],
    ['csat', 3, [3, 3], null],
  ] as const)('of %s %d on %j is %j', (kind, score, scale, points) => {
    const milli = scale && ([scale[0] * 1000, scale[1] * 1000] as const);
    expect(pointsOf(kind, score * 1000, milli)).toBe(points);
  });
});

describe('an answer to a survey', () => {
  it('about the human belongs to the latest handoff to a human before it, and to its episode', () => {
    const log = answered().add('survey.recorded', 20, { kind: 'nps', score: 10, leg: 'human' });
    expect(foldConversation(log.entries).surveys).toEqual([
      expect.objectContaining({
        survey_kind: 'nps',
        leg: 'human',
        points: 10_000,
        promotes: 100,
        handoff_key: handoffKey('h-1'),
        episode_no: 1,
        intent: 'refund',
        queue: 'billing',
        reason: 'no_match',
        channel: 'web',
        anchor_at: minute(3),
        answered_at: minute(20),
      }),
    ]);
  });

  it('about the bot belongs to the episode before it and to no handoff', () => {
    const log = answered().add('survey.recorded', 20, { kind: 'nps', score: 6, leg: 'bot' });
    const [survey] = foldConversation(log.entries).surveys;
    expect(survey).toMatchObject({ handoff_key: null, episode_no: 1, promotes: -100, anchor_at: minute(0) });
  });

  it('is kept without a place when nobody knows its scale', () => {
    const log = answered().add('survey.recorded', 20, { kind: 'lsat', score: 8, leg: 'human' });
    expect(foldConversation(log.entries).surveys[0]).toMatchObject({ score_milli: 8000, points: null });
  });

  it('that nothing came before stands for itself', () => {
    const log = new EventLog().add('survey.recorded', 5, { kind: 'nps', score: 8, leg: 'human' });
    expect(foldConversation(log.entries).surveys[0]).toMatchObject({
      episode_no: null,
      handoff_key: null,
      promotes: 0,
      anchor_at: minute(5),
    });
  });
});
