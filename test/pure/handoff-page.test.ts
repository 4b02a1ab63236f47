import { describe, expect, it } from 'vitest';
import { tellStory } from '../../frontend/src/features/conversations/tell-story';
import { handoffCsv } from '../../frontend/src/features/handoffs/export-handoffs';
import { type HandoffSummary, readListState } from '../../frontend/src/features/handoffs/handoff-list';

const at = (seconds: number): string => new Date(Date.UTC(2026, 2, 2, 10, 0, seconds)).toISOString();

function summary(part: Partial<HandoffSummary> = {}): HandoffSummary {
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
    leakAt: at(3600),
    callbackAt: null,
    timesAssumed: false,
  };
  return {
    key: 'AAAAAAAAAAAAAAAAAAAAAA',
    id: 'h-1',
    conversationId: 'conv-1',
    source: 'chat',
    bot: 'Nova',
    botVersion: '2',
    channel: 'chat',
    language: 'en',
    segment: null,
    purpose: 'escalation',
    fromKind: 'bot',
    toKind: 'human',
    fromQueue: null,
    queue: 'Billing',
    tier: null,
    hop: 1,
    reason: null,
    reasons: [],
    signal: 'explicit',
    rule: null,
    intent: null,
    confidence: null,
    failedCode: null,
    priority: null,
    status: 'waiting',
    leaked: false,
    starved: false,
    transferred: false,
    reroutes: 0,
    contextPresent: 2,
    contextRequired: 6,
    overShared: [],
    resolvedIntent: null,
    callbackReasons: [],
    actions: [],
    relay,
    ...part,
  };
}

describe('the export of a handoff list', () => {
  const cells = (line: string | undefined): string[] => (line ?? '').split(',');

  it('has a header, one line per handoff and the same number of cells in each', () => {
    const lines = handoffCsv([summary(), summary({ conversationId: 'conv-2' })]).split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines[3]).toBe('');
    expect(new Set(lines.slice(0, 3).map((line) => cells(line).length)).size).toBe(1);
  });

  it('quotes what would break a line apart', () => {
    const csv = handoffCsv([summary({ queue: 'Billing, "tier 1"\nnight' })]);
    expect(csv).toContain('"Billing, ""tier 1""\nnight"');
  });

  it.each(['=1+1', '+49', '-2', '@sum', '\tx'])('keeps %j from being run by a spreadsheet', (queue) => {
    expect(handoffCsv([summary({ queue })])).toContain(`,'${queue}`);
  });

  it('leaves a number a number', () => {
    expect(handoffCsv([summary({ confidence: 0.4 })])).toContain(',0.4,');
  });
});

describe('what of the handoff list stands in the URL', () => {
  it('is read back, and anything unknown falls back', () => {
    const read = (text: string) => readListState(new URLSearchParams(text));
    expect(read('view=leaked&order=oldest&metric=fidelity&part=denominator&gap=gabc123')).toEqual({
      view: 'leaked',
      order: 'oldest',
      search: '',
      gap: 'gabc123',
      callbackReason: null,
      delay: null,
      metric: 'fidelity',
      detector: null,
      part: 'denominator',
    });
    expect(read('view=toString&order=x&metric=constructor')).toMatchObject({
      view: 'all',
      order: 'newest',
      metric: null,
    });
  });
});

describe('the story of a handoff', () => {
  const turn = (seconds: number, entry: number) => ({
    at: at(seconds),
    role: 'customer' as const,
    text: 'hello',
    textWithheld: false,
    intent: null,
    confidence: null,
    sentiment: null,
    action: null,
    failedCode: null,
    entry,
  });
  const step = (seconds: number, entry: number, type = 'handoff.initiated') => ({
    at: at(seconds),
    type,
    what: 'Handed over',
    entry,
  });
  const order = (story: ReturnType<typeof tellStory>) =>
    story.map((item) => (item.kind === 'turn' ? item.turn.entry : item.step.entry));

  it('puts words and events in one line of time, and ledger order where times are equal', () => {
    expect(order(tellStory({ turns: [turn(5, 9), turn(1, 3)], steps: [step(5, 4), step(2, 8)] }))).toEqual([
      3, 8, 4, 9,
    ]);
  });

  it('tells nothing twice', () => {
    const story = tellStory({ turns: [turn(1, 3)], steps: [step(1, 3, 'turn.recorded'), step(2, 4)] });
    expect(order(story)).toEqual([3, 4]);
  });
});
