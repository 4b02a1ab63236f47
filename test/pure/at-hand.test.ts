import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AtHand } from '../../backend/src/follow/at-hand.js';
import { byConversation } from '../../backend/src/ledger/by-conversation.js';
import type { LedgerEvent } from '../../backend/src/ledger/ledger-event.js';

const leaves = 30;
const ledger = Array.from(
  { length: leaves },
  (_, index) => ({ index, link: { conversation: `c${(index * 7) % 4}` } }) as LedgerEvent,
);
const piece = fc
  .tuple(fc.nat(leaves), fc.nat(leaves))
  .map(([a, b]) => ledger.slice(Math.min(a, b), Math.max(a, b)));

test('a conversation is whole only when every event of it that the facts know is here', () => {
  let whole = 0;
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 4 }),
      fc.nat(leaves),
      fc.nat(leaves),
      fc.nat(leaves),
      (pieces, end, ahead, more) => {
        const limit = Math.min(leaves, end + ahead);
        const known = Math.min(leaves, limit + more);
        const atHand = new AtHand(pieces.map(byConversation), end, limit);
        for (const [key, events] of byConversation(ledger)) {
          const folded = events.filter(({ index }) => index < known);
          const found = atHand.whole(key, folded.length);
          if (!found) continue;
          whole += 1;
          const sorted = found.map(({ index }) => index).sort((a, b) => a - b);
          expect(sorted).toEqual(events.filter(({ index }) => index < end).map(({ index }) => index));
        }
      },
    ),
    { numRuns: 2_000 },
  );
  expect(whole).toBeGreaterThan(100);
});
