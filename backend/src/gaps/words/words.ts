import type { DataOf } from '../../contract/events.js';
import { orderEvents } from '../../episodes/order.js';
import { collectStories, type Stories } from '../../episodes/story.js';
import type { LedgerEvent } from '../../ledger/ledger-event.js';
import { addCounts, type MaskCounts, type Masked } from './mask.js';
import { longestTurn, maskBeginning } from './mask-beginning.js';
import type { MaskWords } from './mask-words.js';
import { leadUtterance } from './text.js';

/** What people said around one escalation, personal data masked. */
export interface Words {
  eventUid: string;
  /** The customer's turns before it, one per line; null when nothing was recorded. */
  text: string | null;
  masked: MaskCounts;
  /** What the human did, and answered. */
  steps: string[];
  words: string | null;
  /** What the bot replied to the customer's turn that tells the need; null when it said nothing. */
  reply: string | null;
  /** What the bot did before it, each action once: labels, no words. */
  botActions: string[];
}

type Mask = (text: string) => Masked;

const textOf = (event: LedgerEvent) => (event.event?.data as DataOf<'turn.recorded'> | undefined)?.text;

/**
 * The words of some of a conversation's handoffs: the first and the last two customer turns since the stretch
 * began, else the situation that the bot summed up. `resolving` names the hop that said how it ended.
 */
export function readWords(
  events: readonly LedgerEvent[],
  escalations: readonly { handoffKey: string; resolving: string | null }[],
  terms?: MaskWords,
): Map<string, Words> {
  const mask = (text: string) => maskBeginning(text, longestTurn, terms);
  const ordered = orderEvents(events);
  const stories = collectStories(ordered);
  const words = new Map<string, Words>();
  for (const { handoffKey, resolving } of escalations) {
    const initiated = stories.byKey.get(handoffKey)?.initiated;
    if (!initiated) continue;
    const said = customerWords(ordered, initiated, mask);
    words.set(handoffKey, {
      eventUid: initiated.uid,
      botActions: botActions(ordered, initiated),
      ...said,
      ...resolutionOf(stories, resolving ?? handoffKey, mask),
    });
  }
  return words;
}

function customerWords(
  ordered: readonly LedgerEvent[],
  initiated: LedgerEvent,
  mask: Mask,
): Pick<Words, 'text' | 'masked' | 'reply'> {
  const stretch = stretchBefore(ordered, initiated);
  const turns = stretch.flatMap((event, place) => {
    const text = event.type === 'turn.recorded' && event.pub.role === 'customer' ? textOf(event)?.trim() : '';
    return text ? [{ text, place }] : [];
  });
  const chosen = turns.filter((_, i) => i === 0 || i >= turns.length - 2);
  const situation = (initiated.event?.data as DataOf<'handoff.initiated'> | undefined)?.context?.summary
    ?.situation;
  if (chosen.length === 0 && situation?.trim())
    chosen.push({ text: situation.trim(), place: stretch.length });
  const masked = chosen.map(({ text }) => mask(text));
  const text = masked.length === 0 ? null : masked.map((line) => line.text).join('\n');
  const lead = text === null ? -1 : masked.findIndex((line) => line.text === leadUtterance(text));
  return {
    text,
    masked: masked.reduce<MaskCounts>((sum, line) => addCounts(sum, line.counts), {}),
    reply: replyAfter(stretch, chosen[lead]?.place ?? stretch.length, mask),
  };
}

/** The bot's next turn with words, unless the customer spoke again before it. */
function replyAfter(stretch: readonly LedgerEvent[], place: number, mask: Mask): string | null {
  const next = stretch
    .slice(place + 1)
    .find(
      (event) => event.type === 'turn.recorded' && (event.pub.role === 'customer' || textOf(event)?.trim()),
    );
  const text = next?.pub.role === 'bot' ? textOf(next)?.trim() : undefined;
  return text ? mask(text).text : null;
}

function botActions(ordered: readonly LedgerEvent[], initiated: LedgerEvent): string[] {
  const turns = stretchBefore(ordered, initiated).filter(
    (event) => event.type === 'turn.recorded' && event.pub.role === 'bot',
  );
  return [...new Set(turns.flatMap((event) => event.pub.action ?? []))];
}

/** Since the handoff before it. */
function stretchBefore(ordered: readonly LedgerEvent[], initiated: LedgerEvent): readonly LedgerEvent[] {
  const end = ordered.indexOf(initiated);
  const begin = 1 + ordered.slice(0, end).findLastIndex((event) => event.type === 'handoff.initiated');
  return ordered.slice(begin, end);
}

function resolutionOf(stories: Stories, handoffKey: string, mask: Mask): Pick<Words, 'steps' | 'words'> {
  const resolved = stories.byKey.get(handoffKey)?.followed.findLast((e) => e.type === 'handoff.resolved');
  const resolution = (resolved?.event?.data as DataOf<'handoff.resolved'> | undefined)?.resolution;
  return {
    steps: (resolution?.steps ?? []).map((step) => mask(step).text).filter((step) => step !== ''),
    words: resolution?.words ? mask(resolution.words).text : null,
  };
}
