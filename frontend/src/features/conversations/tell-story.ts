import type { Conversation } from './conversation-answer';

/** What a conversation and a handoff tell alike. */
export type Told = Pick<Conversation, 'turns' | 'steps'>;
export type Turn = Told['turns'][number];
type Step = Told['steps'][number];
export type StoryItem = { kind: 'turn'; turn: Turn } | { kind: 'step'; step: Step };

/** Words and events in one line of time. At equal times what the ledger holds first comes first. */
export function tellStory({ turns, steps }: Told): StoryItem[] {
  const said = turns.map((turn): StoryItem => ({ kind: 'turn', turn }));
  const spoken = new Set(turns.map((turn) => turn.entry));
  const happened = steps
    .filter((step) => step.type !== 'turn.recorded' && !spoken.has(step.entry))
    .map((step): StoryItem => ({ kind: 'step', step }));
  return [...said, ...happened].sort((a, b) => {
    const [left, right] = [momentOf(a), momentOf(b)];
    return Date.parse(left.at) - Date.parse(right.at) || left.entry - right.entry;
  });
}

export function momentOf(item: StoryItem): { at: string; entry: number } {
  return item.kind === 'turn' ? item.turn : item.step;
}
