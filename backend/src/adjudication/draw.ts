import { createHash } from 'node:crypto';

/** Something that can be drawn: its name, and the stratum that it lies in. */
export interface Unit {
  key: string;
  stratum: string;
}

export interface Drawn<U extends Unit> {
  unit: U;
  /** Place in which it is read, from 1. */
  drawNo: number;
  /** Probability with which it came into the sample. */
  probability: number;
}

/** A number that belongs to a unit under a seed for ever: nobody chooses it and no order of rows enters it. */
export const drawNumber = (seed: string, key: string): string =>
  createHash('sha256').update(seed).update('\0').update(key).digest('hex');

/**
 * Simple random samples without replacement, one in each stratum: the units with the smallest random numbers. The
 * numbers are a function of seed and unit, so the same seed draws the same sample from the same units in any order
 * (sequential sampling with permanent random numbers: Ohlsson, in Business Survey Methods, 1995, chapter 9).
 * They are read in an order in which every stratum comes up in proportion to its sample, so that what has been read
 * at any time is a random sample of each stratum too.
 */
export function drawSample<U extends Unit>(
  units: readonly U[],
  sizes: ReadonlyMap<string, number>,
  seed: string,
): Drawn<U>[] {
  const strata = new Map<string, { unit: U; number: string }[]>();
  for (const unit of units) {
    const stratum = strata.get(unit.stratum) ?? [];
    stratum.push({ unit, number: drawNumber(seed, unit.key) });
    strata.set(unit.stratum, stratum);
  }
  const chosen = [...strata].flatMap(([name, members]) => {
    const size = Math.min(sizes.get(name) ?? 0, members.length);
    return members
      .sort(byNumber)
      .slice(0, size)
      .map((member, rank) => ({
        ...member,
        place: (rank + 0.5) / size,
        probability: size / members.length,
      }));
  });
  return chosen
    .sort((a, b) => a.place - b.place || byNumber(a, b))
    .map(({ unit, probability }, index) => ({ unit, drawNo: index + 1, probability }));
}

const byNumber = (a: { number: string }, b: { number: string }) =>
  a.number < b.number ? -1 : Number(a.number > b.number);

/** Names a set of units, whatever their order: two draws over the same ones have the same digest. */
export function digestOf(units: readonly Unit[]): string {
  const lines = units.map(({ key, stratum }) => `${key}\0${stratum}`).sort();
  const hash = createHash('sha256');
  for (const line of lines) hash.update(line).update('\n');
  return hash.digest('base64');
}
