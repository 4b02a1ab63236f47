import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeRelay } from '../../frontend/src/components/relay-bar/describe-relay';
import { prepareRelay } from '../../frontend/src/components/relay-bar/prepare-relay';
import type { RelayDrawing, RelayFacts } from '../../frontend/src/components/relay-bar/relay-drawing';

const start = Date.parse('2026-03-02T10:00:00Z');
const at = (seconds: number): string => new Date(start + seconds * 1000).toISOString();
const minute = 60;
const hour = 60 * minute;

type Times = Partial<Omit<RelayFacts['relay'], 'timesAssumed'>>;
function handoff(times: Times = {}, actions: RelayFacts['actions'] = [], timesAssumed = false): RelayFacts {
  const relay = {
    episodeStartedAt: null,
    initiatedAt: at(0),
    deliveredAt: null,
    acceptedAt: null,
    joinedAt: null,
    repliedAt: null,
    failedAt: null,
    firstActionAt: null,
    resolvedAt: null,
    endedAt: null,
    deadlineAt: null,
    callbackAt: null,
    timesAssumed,
    ...times,
  };
  return { fromKind: 'bot', toKind: 'human', relay, actions };
}
const draw = (facts: RelayFacts, size: 'small' | 'large' = 'large', untilSeconds = hour): RelayDrawing =>
  prepareRelay(facts, { size, until: start + untilSeconds * 1000, targetSeconds: 15 * minute });
const part = (drawing: RelayDrawing, name: string) => drawing.segments.find((s) => s.part === name);

describe('a relay bar', () => {
  const answered = handoff({
    episodeStartedAt: at(-5 * minute),
    acceptedAt: at(5 * minute),
    resolvedAt: at(15 * minute),
    endedAt: at(15 * minute),
  });

  it('is to scale: equal times are equal lengths', () => {
    const drawing = draw(answered);
    expect(drawing.segments.map((s) => [s.part, s.from, s.to])).toEqual([
      ['bot', 0, 0.25],
      ['silence', 0.25, 0.5],
      ['human', 0.5, 1],
    ]);
    expect(drawing.breaks).toEqual([]);
  });

  it('keeps a handoff nobody answers as an open silence that reaches to the watermark', () => {
    const drawing = draw(handoff({ episodeStartedAt: at(-hour) }));
    expect(part(drawing, 'human')).toBeUndefined();
    expect(part(drawing, 'silence')).toMatchObject({ open: true, seconds: hour, from: 0.5, to: 1 });
    expect(drawing.target).toMatchObject({ source: 'target', missed: true });
  });

  it('marks the break where a long stretch is drawn shortened', () => {
    const drawing = draw(
      handoff({ episodeStartedAt: at(-5 * minute), acceptedAt: at(48 * hour), endedAt: at(48 * hour + 300) }),
      'large',
      50 * hour,
    );
    expect(drawing.breaks).toHaveLength(1);
    expect(part(drawing, 'silence')).toMatchObject({ from: 0.25, to: 0.75, seconds: 48 * hour });
  });

  it('puts the handoff and the target at the same place in every row of a list', () => {
    const rows = [
      answered,
      handoff({ episodeStartedAt: at(-2 * hour), acceptedAt: at(9 * hour) }),
      handoff(),
    ];
    const drawings = rows.map((row) => draw(row, 'small', 10 * hour));
    expect(new Set(drawings.map((d) => part(d, 'silence')?.from)).size).toBe(1);
    expect(new Set(drawings.map((d) => d.target?.x)).size).toBe(1);
    expect(drawings[0]?.breaks).toEqual([]);
    expect(drawings[1]?.breaks).toHaveLength(2);
  });

  it('uses the deadline of the handoff before the general target', () => {
    const drawing = draw(
      handoff({ deadlineAt: at(10 * minute), firstActionAt: at(9 * minute), endedAt: at(hour) }),
    );
    expect(drawing.target).toMatchObject({ source: 'deadline', seconds: 600, missed: false });
  });

  it('marks each required action by its result', () => {
    const results = ['correct', 'omitted', 'incorrect', 'late', 'not_due', null] as const;
    const actions = results.map((result, i) => ({ result, dueAt: null, recordedAt: at(i * minute) }));
    const drawing = draw(handoff({ acceptedAt: at(30), endedAt: at(10 * minute) }, actions));
    expect(drawing.ticks.map((t) => t.mark)).toEqual([
      'correct',
      'omitted',
      'incorrect',
      'late',
      'pending',
      'pending',
    ]);
  });

  it('keeps marks apart that happened at the same time', () => {
    const actions = Array.from({ length: 6 }, () => ({
      result: 'correct' as const,
      dueAt: null,
      recordedAt: at(minute),
    }));
    const xs = draw(handoff({ acceptedAt: at(30), endedAt: at(minute) }, actions)).ticks.map((t) => t.x);
    for (let i = 1; i < xs.length; i += 1) expect((xs[i] ?? 0) - (xs[i - 1] ?? 0)).toBeGreaterThan(0.01);
  });

  it('draws a return as a human stretch before and a bot stretch after', () => {
    const returned = { ...answered, fromKind: 'human', toKind: 'bot' };
    expect(draw(returned).segments.map((s) => s.part)).toEqual(['human', 'silence', 'bot']);
    const assumed = { ...handoff({ acceptedAt: at(0) }, [], true), fromKind: 'human', toKind: 'bot' };
    expect(draw(assumed).segments.map((s) => s.part)).toEqual(['human', 'silence', 'bot']);
  });

  it('shows a callback after everything else', () => {
    const drawing = draw(handoff({ acceptedAt: at(60), endedAt: at(600), callbackAt: at(48 * hour) }));
    expect(drawing.callback).toMatchObject({ seconds: 48 * hour });
    expect(Math.max(...drawing.segments.map((s) => s.to))).toBeLessThan(drawing.callback?.x ?? 0);
  });

  it('shows no length and no target where the times were assumed', () => {
    const drawing = draw(handoff({ acceptedAt: at(0), endedAt: at(0) }, [], true));
    expect(drawing.assumed).toBe(true);
    expect(drawing.segments.every((s) => s.seconds === null)).toBe(true);
    expect(drawing.target).toBeNull();
  });

  it('stays inside the bar and in order for any times', () => {
    const moment = fc.option(fc.integer({ min: -100_000, max: 10_000_000 }).map(at), { nil: null });
    const action = fc.record({
      result: fc.constantFrom('correct', 'incorrect', 'omitted', 'late', 'unknown', null),
      dueAt: moment,
      recordedAt: moment,
    });
    const times = fc.record({
      episodeStartedAt: moment,
      deliveredAt: moment,
      acceptedAt: moment,
      joinedAt: moment,
      repliedAt: moment,
      failedAt: moment,
      firstActionAt: moment,
      resolvedAt: moment,
      endedAt: moment,
      deadlineAt: moment,
      callbackAt: moment,
    });
    fc.assert(
      fc.property(
        times,
        fc.array(action, { maxLength: 8 }),
        fc.boolean(),
        fc.constantFrom('small' as const, 'large' as const),
        (known, actions, assumed, size) => {
          const drawing = draw(handoff(known, actions, assumed), size, 2_000_000);
          const edges = drawing.segments.flatMap((s) => [s.from, s.to]);
          expect(edges).toEqual([...edges].sort((a, b) => a - b));
          const xs = [
            ...edges,
            ...drawing.breaks,
            ...drawing.ticks.map((t) => t.x),
            ...drawing.moments.map((m) => m.x),
          ];
          expect(xs.every((x) => x >= 0 && x <= 1)).toBe(true);
        },
      ),
    );
  });
});

describe('a relay bar in words', () => {
  const span = (seconds: number): string => `${Math.round(seconds / minute)} min`;

  it('tells the stretches, the actions and the callback', () => {
    const facts = handoff(
      {
        episodeStartedAt: at(-2 * minute),
        acceptedAt: at(4 * minute),
        firstActionAt: at(5 * minute),
        endedAt: at(9 * minute),
        callbackAt: at(hour),
      },
      [
        { result: 'correct', dueAt: null, recordedAt: at(5 * minute) },
        { result: 'omitted', dueAt: null, recordedAt: null },
      ],
    );
    expect(describeRelay(draw(facts), span)).toBe(
      'Bot 2 min, silence 4 min, human 5 min, 2 required actions: 1 done right, 1 left out, the customer called back after 60 min.',
    );
  });

  it('says that somebody still waits', () => {
    expect(describeRelay(draw(handoff(), 'small'), span)).toBe(
      'Still waiting after 60 min, nobody acted within 15 min.',
    );
  });
});
