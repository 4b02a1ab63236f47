import type { DataOf } from '../contract/events.js';
import { orderEvents } from '../episodes/order.js';
import { collectStories, type Stories } from '../episodes/story.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';
import { addCounts, type MaskCounts, maskPersonal } from './mask.js';

/** What people said around one escalation, personal data masked. */
export interface Words {
  eventUid: string;
  /** The customer's turns before it, one per line; null when nothing was recorded. */
  text: string | null;
  masked: MaskCounts;
  /** What the human did, and answered. */
  steps: string[];
  words: string | null;
  /** What the bot did before it, each action once: labels, no words. */
  botActions: string[];
}

/** Characters of one turn that are kept: what a customer needs stands at its beginning. */
const longestTurn = 1_000;

const textOf = (event: LedgerEvent) => (event.event?.data as DataOf<'turn.recorded'> | undefined)?.text;

/**
 * The words of some of a conversation's handoffs: the first and the last two customer turns since the stretch
 * began, else the situation that the bot summed up. `resolving` names the hop that said how it ended.
 */
export function readWords(
  events: readonly LedgerEvent[],
  escalations: readonly { handoffKey: string; resolving: string | null }[],
): Map<string, Words> {
  const ordered = orderEvents(events);
  const stories = collectStories(ordered);
  const words = new Map<string, Words>();
  for (const { handoffKey, resolving } of escalations) {
    const initiated = stories.byKey.get(handoffKey)?.initiated;
    if (!initiated) continue;
    const said = customerWords(ordered, initiated);
    words.set(handoffKey, {
      eventUid: initiated.uid,
      ...said,
      botActions: botActions(ordered, initiated),
      ...resolutionOf(stories, resolving ?? handoffKey),
    });
  }
  return words;
}

function customerWords(
  ordered: readonly LedgerEvent[],
  initiated: LedgerEvent,
): Pick<Words, 'text' | 'masked'> {
  const turns = stretchBefore(ordered, initiated).flatMap((event) => {
    const text = event.type === 'turn.recorded' && event.pub.role === 'customer' ? textOf(event)?.trim() : '';
    return text ? [text] : [];
  });
  const chosen = turns.filter((_, i) => i === 0 || i >= turns.length - 2);
  const situation = (initiated.event?.data as DataOf<'handoff.initiated'> | undefined)?.context?.summary
    ?.situation;
  if (chosen.length === 0 && situation?.trim()) chosen.push(situation.trim());
  const masked = chosen.map(maskLine);
  return {
    text: masked.length === 0 ? null : masked.map((line) => line.text).join('\n'),
    masked: masked.reduce<MaskCounts>((sum, line) => addCounts(sum, line.counts), {}),
  };
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

function resolutionOf(stories: Stories, handoffKey: string): Pick<Words, 'steps' | 'words'> {
  const resolved = stories.byKey.get(handoffKey)?.followed.findLast((e) => e.type === 'handoff.resolved');
  const resolution = (resolved?.event?.data as DataOf<'handoff.resolved'> | undefined)?.resolution;
  return {
    steps: (resolution?.steps ?? []).map((step) => maskLine(step).text).filter((step) => step !== ''),
    words: resolution?.words ? maskLine(resolution.words).text : null,
  };
}

const maskLine = (text: string) => maskPersonal(cut(text.replace(/\s+/g, ' ').trim()));

/** Never through the middle of a character. */
const cut = (text: string) => (text.length <= longestTurn ? text : [...text].slice(0, longestTurn).join(''));
