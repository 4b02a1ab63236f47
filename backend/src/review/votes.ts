import type { Neighbours } from '../gaps/engine/neighbours.js';

/** An example as far as it says what others like it are. */
export interface Voter {
  /** What it counts as: an intent, `noTraining`, or null where nobody knows. */
  label: string | null;
  /** How far that is to be trusted, 0..1; below `evident` it is a guess. */
  trust: number;
}

/** What a reviewer rejected speaks against every intent. */
export const noTraining = '';
/** A reviewer said it; a human resolved it so; its gap is called so, which is a guess. */
export const trusts = { reviewed: 1, resolved: 0.6, guessed: 0.1 };
const evident = 0.5;
/** With this much evidence nobody's guess is asked. */
const enough = 0.3;

export interface Vote {
  /** Labels by their share of what the neighbours say, the largest first; shares sum to 1, or there are none. */
  shares: { label: string; share: number }[];
  /** What people said: sum of likeness² × trust, 1 for one reviewed example of the same words. */
  evidence: number;
}

/**
 * What the neighbours of each row say that it is, itself left out: each speaks with the square of its likeness (cosine)
 * times its trust (nearest neighbours weighted by distance, Dudani 1976).
 */
export function gatherVotes({ k, ids, similarities }: Neighbours, voters: readonly Voter[]): Vote[] {
  const count = (row: number, least: number) => {
    const said = new Map<string, number>();
    let total = 0;
    for (let at = row * k; at < (row + 1) * k; at++) {
      const voter = voters[ids[at] as number];
      const likeness = similarities[at] as number;
      if (!voter || voter.label === null || voter.trust < least || likeness <= 0) continue;
      const weight = likeness * likeness * voter.trust;
      said.set(voter.label, (said.get(voter.label) ?? 0) + weight);
      total += weight;
    }
    return { said, total };
  };
  return voters.map((_, row) => {
    const evidence = count(row, evident);
    const { said, total } = evidence.total >= enough ? evidence : count(row, 0);
    const shares = [...said]
      .map(([label, weight]) => ({ label, share: weight / total }))
      .sort((a, b) => b.share - a.share || (a.label < b.label ? -1 : 1));
    return { shares, evidence: evidence.total };
  });
}

/** What is left of a vote where somebody left an example out of these labels. */
export function without({ shares, evidence }: Vote, labels: readonly string[]): Vote {
  const left = shares.filter(({ label }) => !labels.includes(label));
  const kept = left.reduce((sum, { share }) => sum + share, 0);
  return {
    shares: left.map(({ label, share }) => ({ label, share: share / kept })),
    evidence: evidence * kept,
  };
}

export const shareOf = ({ shares }: Vote, label: string): number =>
  shares.find((one) => one.label === label)?.share ?? 0;
