import { fingerprint } from '../gaps/words/text.js';
import { compareText, tally } from './counts.js';
import type { Labelled } from './label.js';
import { NearDuplicates } from './near-duplicates.js';

const earliestFirst = (a: Labelled, b: Labelled) =>
  a.candidate.at - b.candidate.at || compareText(a.candidate.handoff, b.candidate.handoff);

/**
 * Of examples with the same words the earliest under their most common label stays. Where a reviewer decided some of them,
 * these alone are asked.
 */
export function dropDuplicates(labelled: readonly Labelled[]): Labelled[] {
  const byWords = new Map<string, Labelled[]>();
  for (const example of labelled) {
    const key = fingerprint(example.text);
    const same = byWords.get(key);
    if (same) same.push(example);
    else byWords.set(key, [example]);
  }
  return [...byWords.values()].flatMap((same) => {
    const reviewed = same.filter(({ quality }) => quality === 'reviewed');
    const asked = reviewed.length > 0 ? reviewed : same;
    const label = tally(asked.map((one) => one.label))[0]?.[0];
    const earliest = asked.filter((example) => example.label === label).sort(earliestFirst)[0];
    return earliest ? [earliest] : [];
  });
}

export interface Distinct {
  kept: Labelled[];
  /** Places in `kept` of texts that are nearly the same under other labels: they tell labels apart, and stay. */
  near: [number, number][];
}

/** Of examples with one label and nearly the same words the earliest stays. */
export function dropNearDuplicates(labelled: readonly Labelled[]): Distinct {
  const ordered = [...labelled].sort(earliestFirst);
  const index = new NearDuplicates(ordered.map(({ text }) => text));
  const places = new Map<number, number>();
  const kept: Labelled[] = [];
  const near: [number, number][] = [];
  ordered.forEach((example, i) => {
    const others = index.find(i);
    if (others.some((other) => ordered[other]?.label === example.label)) return;
    for (const other of others) near.push([kept.length, places.get(other) as number]);
    places.set(i, kept.length);
    kept.push(example);
    index.keep(i);
  });
  return { kept, near };
}
