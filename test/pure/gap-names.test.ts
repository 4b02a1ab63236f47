import { describe, expect, it } from 'vitest';
import { distinctiveTerms, TermCounts } from '../../backend/src/gaps/describe/labels.js';

const countsOf = (texts: readonly string[]): TermCounts => {
  const counts = new TermCounts();
  texts.forEach((text, i) => {
    counts.add(text, `speaker ${i}`);
  });
  return counts;
};

describe('the terms that name a gap', () => {
  it('are no contractions of small words', () => {
    const said = [
      "i'm abroad and my card is declined",
      "i'm in Rome, card declined",
      "it's declined, my card",
    ];
    const terms = distinctiveTerms(
      countsOf(said),
      countsOf([...said, "it's late", "i'm late"]),
      () => 0.2,
      8,
    );
    expect(terms.join(' ')).toContain('declined');
    expect(terms).not.toContain("i'm");
    expect(terms).not.toContain("it's");
  });

  it('may hold an apostrophe', () => {
    const said = ["l'adresse change", "changer l'adresse", "mon l'adresse"];
    expect(distinctiveTerms(countsOf(said), countsOf([...said, 'bonjour']), () => 0.2, 8)).toContain(
      "l'adresse",
    );
  });
});
