import { type Discovery, discoverGaps } from '../../backend/src/gaps/discover.js';
import type { Escalation } from '../../backend/src/gaps/escalation.js';
import { seededRandom } from '../../backend/src/gaps/random.js';
import { keyOf } from '../support/sample-escalations.js';
import { type Labelled, readLabelled } from './labelled-data.js';
import { type Aim, atLeast, atMost, type Bench, type Measure } from './result.js';
import { scoreClusters } from './score-clusters.js';

const scaleCount = 20_000;

const escalationOf = (text: string, place: number): Escalation => ({
  handoffKey: keyOf(place),
  speaker: keyOf(place),
  at: place,
  text,
  intent: null,
  confidenceBp: null,
  failedCode: null,
  resolvedIntent: null,
  language: 'en',
  reason: null,
});

/** The gap of each escalation, by its place; -1: in none. */
function gapsByPlace({ gaps }: Discovery, count: number): number[] {
  const gapOf = new Map(
    gaps.flatMap((gap, i) => gap.members.map((member) => [member.handoffKey, i] as const)),
  );
  return Array.from({ length: count }, (_, place) => gapOf.get(keyOf(place)) ?? -1);
}

/** Every utterance counts: those in no gap as one group of their own. */
function scoreOn(
  name: string,
  rows: readonly Labelled[],
  aims: Partial<Record<string, Aim>> = {},
): Measure[] {
  const found = discoverGaps(rows.map(({ text }, place) => escalationOf(text, place)));
  const score = scoreClusters(
    gapsByPlace(found, rows.length),
    rows.map(({ label }) => label),
  );
  const percent = (what: string, value: number): Measure => ({
    name: `${name}: ${what}`,
    value: Math.round(value * 10) / 10,
    unit: '%',
    ...(aims[what] ? { aim: aims[what] } : {}),
  });
  return [
    percent('NMI', score.nmi),
    percent('ARI', score.ari),
    percent('accuracy', score.accuracy),
    percent('in no gap', (100 * found.noise) / rows.length),
    { name: `${name}: gaps found`, value: found.gaps.length, unit: '' },
  ];
}

/** Real utterances with a word in seven exchanged, so that 20,000 of them differ. */
function scale(rows: readonly Labelled[]): Measure[] {
  const random = seededRandom(3);
  const vocabulary = rows.flatMap(({ text }) => text.split(' '));
  const vary = (word: string) =>
    random() < 1 / 7 ? (vocabulary[Math.floor(random() * vocabulary.length)] ?? word) : word;
  const escalations = Array.from({ length: scaleCount }, (_, place) => {
    const { text } = rows[place % rows.length] as Labelled;
    return escalationOf(place < rows.length ? text : text.split(' ').map(vary).join(' '), place);
  });
  const before = process.cpuUsage();
  discoverGaps(escalations);
  const { user, system } = process.cpuUsage(before);
  const peak = process.resourceUsage().maxRSS / 1000;
  return [
    { name: '20,000 escalations: processor time', value: (user + system) / 1e6, unit: 's', aim: atMost(30) },
    { name: '20,000 escalations: peak memory', value: peak, unit: 'MB', aim: atMost(1000) },
  ];
}

/** Quality against known intents, none of which the engine is told, and speed. */
export const bench: Bench = async (note) => {
  const banking = readLabelled('banking77/test');
  const train = readLabelled('banking77/train');
  const finance = readLabelled('dstc11-finance/turns');
  if (!banking || !train || !finance) {
    note('The labelled data is not there (BATON_SHARED, default ../shared): nothing is measured.');
    return [];
  }
  // TF-IDF + SVD + k-means of scikit-learn, told the number of intents.
  const aims = { NMI: atLeast(64.8), ARI: atLeast(29.5), accuracy: atLeast(43.4) };
  return [
    ...scoreOn('BANKING77 test', banking, aims),
    ...scoreOn('BANKING77 train', train),
    ...scoreOn('DSTC11 finance', finance),
    ...scale([...train, ...banking]),
  ];
};
