import { describe, expect, it } from 'vitest';
import type { Vote, Voter } from '../../backend/src/review/votes.js';
import { withWords } from '../../backend/src/review/words.js';

const fees = ['why was a fee taken', 'what is this fee for', 'the fee is too high', 'refund the fee'];
const cards = ['my card was stolen', 'somebody stole the card', 'lost my card abroad', 'the card is gone'];
/** What neighbours say of everything: either. */
const torn: Vote = {
  shares: [
    { label: 'card', share: 0.5 },
    { label: 'fee', share: 0.5 },
  ],
  evidence: 2,
};
const decided = (label: string): Voter => ({ label, trust: 1 });
const known = {
  texts: [...fees, ...cards],
  voters: [...fees.map(() => decided('fee')), ...cards.map(() => decided('card'))],
};

const askedWith = (texts: readonly string[], more: readonly Voter[], votes?: readonly Vote[]) =>
  withWords(
    votes ?? [...known.texts, ...texts].map(() => torn),
    [...known.texts, ...texts],
    [...known.voters, ...more],
  ).slice(known.texts.length);
const nobody: Voter = { label: null, trust: 0 };

describe('words beside neighbours', () => {
  it('say what an example is where neighbours are torn', () => {
    const [fee, card] = askedWith(['a fee that I do not know', 'gone is my card'], [nobody, nobody]);
    expect(fee?.shares[0]?.label).toBe('fee');
    expect(fee?.shares[0]?.share).toBeGreaterThan(0.7);
    expect(card?.shares[0]?.label).toBe('card');
    for (const { shares } of [fee, card].flatMap((one) => one ?? []))
      expect(shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  });

  it('speak for a label that no neighbour has', () => {
    const onlyCards: Vote = { shares: [{ label: 'card', share: 1 }], evidence: 0.1 };
    const votes = [...known.texts.map(() => torn), onlyCards];
    const [one] = askedWith(['the fee, the fee'], [nobody], votes);
    expect(one?.shares.map(({ label }) => label)).toContain('fee');
  });

  it('leave out what the example itself is said to be', () => {
    const [wrong] = askedWith(['what is this fee'], [{ label: 'card', trust: 0.6 }]);
    expect(wrong?.shares[0]?.label).toBe('fee');
  });

  it('are not heard where nobody has said anything of what is like it, nor where they tell nothing', () => {
    const silent: Vote = { shares: [{ label: 'card', share: 1 }], evidence: 0 };
    expect(askedWith(['the fee'], [nobody], [...known.texts.map(() => torn), silent])).toEqual([silent]);
    const same = known.texts.map(() => 'hello');
    expect(
      withWords(
        same.map(() => torn),
        same,
        known.voters,
      ),
    ).toEqual(same.map(() => torn));
  });
});
