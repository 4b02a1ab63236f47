import { discoverGaps } from '../../backend/src/gaps/engine/discover.js';
import { seededRandom } from '../../backend/src/gaps/engine/random.js';
import { traceLineage } from '../../backend/src/gaps/lineage/lineage.js';
import { keyOf, shuffled } from '../support/sample-escalations.js';
import { type Labelled, readLabelled } from './labelled-data.js';
import { escalationOf, gapsByPlace, scoresOf } from './labelled-escalations.js';
import { type Aim, atLeast, atMost, type Bench, type Measure } from './result.js';

const scaleCount = 20_000;
const months = 12;

const aims = (nmi: number, ari: number, accuracy: number): Partial<Record<string, Aim>> => ({
  NMI: atLeast(nmi),
  ARI: atLeast(ari),
  accuracy: atLeast(accuracy),
});

function scoreOn(
  name: string,
  rows: readonly Labelled[] | undefined,
  hoped?: Partial<Record<string, Aim>>,
): Measure[] {
  if (!rows) return [];
  const found = discoverGaps(rows.map(({ text }, place) => escalationOf(text, place)));
  return scoresOf(name, gapsByPlace(found, rows.length), rows, hoped);
}

/** 75 % of the intents are known, 10 % of their training utterances labelled; scored on the test set (DeepAligned). */
function guided(train: readonly Labelled[], test: readonly Labelled[]): Measure[] {
  const intents = shuffled([...new Set(train.map(({ label }) => label))].sort(), 1);
  const needs = new Map<string, string>();
  for (const intent of intents.slice(0, Math.round(0.75 * intents.length))) {
    const places = shuffled(
      [...train.keys()].filter((place) => train[place]?.label === intent),
      2,
    );
    for (const place of places.slice(0, Math.round(0.1 * places.length))) needs.set(keyOf(place), intent);
  }
  const all = [...train, ...test];
  const found = discoverGaps(
    all.map(({ text }, place) => escalationOf(text, place)),
    { needs },
  );
  const gaps = gapsByPlace(found, all.length).slice(train.length);
  return scoresOf('BANKING77 test, 75 % of intents known', gaps, test, aims(80, 54, 66));
}

interface Replayed {
  /** Gap id of each handoff key. */
  ids: Map<string, string>;
}

/** A run that knows an earlier one, as the service makes it. */
function runAfter(earlier: Replayed, rows: readonly Labelled[], places: readonly number[]): Replayed {
  const { gaps } = discoverGaps(
    places.map((place) => escalationOf(rows[place]?.text ?? '', place)),
    { before: earlier.ids },
  );
  const members = new Map<string, Set<string>>();
  for (const [key, id] of earlier.ids) members.set(id, (members.get(id) ?? new Set()).add(key));
  const groups = gaps.map((gap) => ({
    members: gap.members.map((one) => one.handoffKey),
    founders: gap.founders,
  }));
  const { ids } = traceLineage(
    groups,
    [...members].map(([id, keys]) => ({ id, members: keys })),
  );
  return {
    ids: new Map(groups.flatMap((group, i) => group.members.map((key) => [key, ids[i] as string] as const))),
  };
}

/** Of the escalations in a gap before, those that are in another, or in none, after. */
function shareMoved(before: Replayed, after: Replayed): number {
  const moved = [...before.ids].filter(([key, id]) => after.ids.get(key) !== id).length;
  return (100 * moved) / before.ids.size;
}

/** For each intent, the id under which most of its utterances are. */
function mainIds(rows: readonly Labelled[], { ids }: Replayed): Map<string, string> {
  const counts = new Map<string, Map<string, number>>();
  rows.forEach(({ label }, place) => {
    const id = ids.get(keyOf(place));
    if (id === undefined) return;
    const own = counts.get(label) ?? new Map<string, number>();
    counts.set(label, own.set(id, (own.get(id) ?? 0) + 1));
  });
  return new Map(
    [...counts].map(([label, own]) => [label, [...own].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '']),
  );
}

/** Ten per cent more data, and twelve months one after another, in an order by chance. */
function stability(rows: readonly Labelled[]): Measure[] {
  const order = shuffled([...rows.keys()], 5);
  const upTo = (share: number) => order.slice(0, Math.round(share * rows.length));
  const most = runAfter({ ids: new Map() }, rows, upTo(10 / 11));
  const moved = shareMoved(most, runAfter(most, rows, upTo(1)));
  let last: Replayed = { ids: new Map() };
  let kept = 0;
  let compared = 0;
  for (let month = 1; month <= months; month++) {
    const next = runAfter(last, rows, upTo(month / months));
    const after = mainIds(rows, next);
    for (const [label, id] of mainIds(rows, last)) {
      compared++;
      if (after.get(label) === id) kept++;
    }
    last = next;
  }
  return [
    { name: 'BANKING77 train: moved by 10 % more data', value: moved, unit: '%', aim: atMost(5) },
    {
      name: 'BANKING77 train: main ids kept from month to month',
      value: (100 * kept) / compared,
      unit: '%',
      aim: atLeast(90),
    },
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

/** Quality against known intents, none of which the engine is told unless it says so, stability, and speed. */
export const bench: Bench = async (note) => {
  const banking = readLabelled('banking77/test');
  const train = readLabelled('banking77/train');
  if (!banking || !train) {
    note('The labelled data is not there (BATON_SHARED, default ../shared): nothing is measured.');
    return [];
  }
  return [
    ...scoreOn('BANKING77 test', banking, aims(70, 37, 50)),
    ...scoreOn('BANKING77 train', train),
    ...scoreOn('DSTC11 finance', readLabelled('dstc11-finance/turns'), { accuracy: atLeast(53) }),
    ...scoreOn('MultiDoGO airline', readLabelled('multidogo/airline')),
    ...scoreOn('MultiDoGO insurance', readLabelled('multidogo/insurance')),
    ...guided(train, banking),
    ...stability(train),
    ...scale([...train, ...banking]),
  ];
};
