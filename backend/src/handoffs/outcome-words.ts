import type { z } from 'zod';
import type { conversationAnswer } from '../contract/conversations.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';
import type { EpisodeFacts } from './episode-list.store.js';

type JudgedBy = z.output<typeof conversationAnswer>['episodes'][number]['judgedBy'];
type Judged = Pick<EpisodeFacts, 'outcome' | 'ended_at' | 'handoff_key'>;

/** What an episode's outcome was judged by; `events` are those of its conversation, in order. */
export function explainOutcome(episode: Judged, events: readonly LedgerEvent[]): JudgedBy {
  const { outcome, handoff_key: key } = episode;
  if (outcome === null)
    return { words: 'Nothing has ended it: no handoff, no end of the conversation', entry: null };
  if (outcome === 'handed_off' || outcome === 'handoff_failed') {
    const handoff = key?.toString('base64url');
    const initiated = events.find(
      ({ type, link }) => type === 'handoff.initiated' && link.handoff === handoff,
    );
    return { words: handedOver[outcome], entry: initiated?.index ?? null };
  }
  const end = lastWordOfEnd(episode, events);
  return { words: ended[end?.pub.resolved ?? 'unsaid'], entry: end?.index ?? null };
}

const handedOver = {
  handed_off: 'It was handed over, and the handoff is not lost',
  handoff_failed: 'It was handed over, and every try failed or ended before anybody answered',
} as const;
const ended = {
  confirmed: 'The conversation ended, and the source says that it was confirmed as solved',
  assumed: 'The conversation ended, and the source takes it as solved; nobody confirmed it',
  no: 'The conversation ended, and the source says that it was not solved',
  unsaid: 'The conversation ended, and nobody said that it was solved',
} as const;

/** Somebody turns to the conversation anew: what is said of an end from then on is about another one. */
const reopening = new Set(['conversation.started', 'turn.recorded', 'handoff.initiated']);

/** The end that ended the episode, or what was later said about the same end. */
function lastWordOfEnd({ ended_at: at }: Judged, events: readonly LedgerEvent[]): LedgerEvent | undefined {
  const first = events.findIndex(
    (event) => event.type === 'conversation.ended' && event.at === at?.getTime(),
  );
  if (first < 0) return undefined;
  const after = events.slice(first);
  const reopened = after.findIndex(({ type, pub }) => reopening.has(type) && pub.role !== 'system');
  const ends = after
    .slice(0, reopened < 0 ? undefined : reopened)
    .filter(({ type }) => type === 'conversation.ended');
  return ends.findLast(({ pub }) => pub.resolved !== undefined) ?? ends[0];
}
