import type { LedgerEvent } from '../ledger/ledger-event.js';

/**
 * Context fields that the bot had before a handoff, as the open fields of the events before it show; null where no
 * turns show anything.
 */
export function knownContext(before: readonly LedgerEvent[]): string[] | null {
  const turns = before.filter((event) => event.type === 'turn.recorded').map((event) => event.pub);
  if (turns.length === 0) return null;
  const signs: [string, boolean][] = [
    ['attempts', turns.some((pub) => pub.action !== undefined || pub.failed_code !== undefined)],
    ['confidence', turns.some((pub) => pub.confidence_bp !== undefined)],
    ['failed_action', turns.some((pub) => pub.failed_code !== undefined)],
    ['identity', before.some((event) => event.link.customer !== undefined)],
    ['intent', turns.some((pub) => pub.intent !== undefined)],
    ['sentiment', turns.some((pub) => pub.sentiment_bp !== undefined)],
    ['sources', turns.some((pub) => (pub.sources ?? 0) > 0)],
    ['transcript', true],
  ];
  return signs.filter(([, shown]) => shown).map(([name]) => name);
}
