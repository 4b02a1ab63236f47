import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type * as assigning from '../../backend/src/gaps/engine/assign.js';
import type { Discovery } from '../../backend/src/gaps/engine/discover.js';
import type { Escalation } from '../../backend/src/gaps/engine/escalation.js';
import type * as modelBytes from '../../backend/src/gaps/engine/model-bytes.js';
import { seededRandom } from '../../backend/src/gaps/engine/random.js';
import type * as runWorker from '../../backend/src/gaps/engine/run-worker.js';
import { type Labelled, readLabelled } from './labelled-data.js';
import { escalationOf, gapsByPlace } from './labelled-escalations.js';
import { atMost, type Bench, type Measure } from './result.js';
import { type Score, scoreClusters } from './score-clusters.js';

/** A thread needs compiled code, which `npm run bench` has built. */
const built = (name: string) => new URL(`../../dist/backend/src/gaps/${name}.js`, import.meta.url).href;
const { discoverInWorker } = (await import(/* @vite-ignore */ built('run-worker'))) as typeof runWorker;
const { decodeModel } = (await import(/* @vite-ignore */ built('model-bytes'))) as typeof modelBytes;
const { assign } = (await import(/* @vite-ignore */ built('assign'))) as typeof assigning;

const sizes = [
  { count: 100_000, aims: { seconds: 60, megabytes: 1_500 } },
  { count: 1_000_000, aims: { seconds: 900, megabytes: 4_000 } },
];

/** Real utterances with a word in seven exchanged, so that nearly all of them differ; labels are those of the originals. */
function vary(rows: readonly Labelled[], count: number, seed: number): Labelled[] {
  const random = seededRandom(seed);
  const vocabulary = rows.flatMap(({ text }) => text.split(' '));
  const exchange = (word: string) =>
    random() < 1 / 7 ? (vocabulary[Math.floor(random() * vocabulary.length)] ?? word) : word;
  return Array.from({ length: count }, (_, place) => {
    const { text, label } = rows[place % rows.length] as Labelled;
    return { text: text.split(' ').map(exchange).join(' '), label };
  });
}

const quality = (name: string, { nmi, ari, accuracy }: Score): Measure[] => [
  { name: `${name}: NMI`, value: nmi, unit: '%' },
  { name: `${name}: ARI`, value: ari, unit: '%' },
  { name: `${name}: accuracy`, value: accuracy, unit: '%' },
];

async function discover(
  rows: readonly Labelled[],
  { seconds, megabytes }: { seconds: number; megabytes: number },
) {
  const escalations: Escalation[] = rows.map(({ text }, place) => escalationOf(text, place));
  const name = rows.length.toLocaleString('en');
  const delay = monitorEventLoopDelay({ resolution: 10 });
  const begun = performance.now();
  delay.enable();
  const found = await discoverInWorker(escalations);
  delay.disable();
  const took = (performance.now() - begun) / 1000;
  const score = scoreClusters(
    gapsByPlace(found, rows.length),
    rows.map(({ label }) => label),
  );
  const measures: Measure[] = [
    { name: `${name}: end to end`, value: took, unit: 's', aim: atMost(seconds) },
    {
      name: `${name}: peak memory`,
      value: process.resourceUsage().maxRSS / 1000,
      unit: 'MB',
      aim: atMost(megabytes),
    },
    {
      name: `${name}: longest stall of the event loop`,
      value: delay.max / 1e6,
      unit: 'ms',
      aim: atMost(200),
    },
    { name: `${name}: gaps found`, value: found.gaps.length, unit: '' },
    { name: `${name}: in no gap`, value: (100 * found.noise) / rows.length, unit: '%' },
    ...quality(name, score),
  ];
  return { found, measures };
}

async function assignNew(rows: readonly Labelled[], { model }: Discovery): Promise<Measure[]> {
  const fresh = vary(rows, 1_000, 99).map(({ text }, i) => escalationOf(text, 2_000_000 + i));
  const begun = performance.now();
  assign(decodeModel(model), fresh);
  return [
    {
      name: '1,000 new into 1,000,000, model read from bytes',
      value: (performance.now() - begun) / 1000,
      unit: 's',
      aim: atMost(5),
    },
    { name: 'model', value: model.length / 1e6, unit: 'MB' },
  ];
}

const program = `
import json, sys, time
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.decomposition import TruncatedSVD
from sklearn.preprocessing import normalize
from sklearn.cluster import MiniBatchKMeans
texts = json.load(open(sys.argv[1]))
begun = time.time()
vectors = TfidfVectorizer(analyzer='char_wb', ngram_range=(3, 5), min_df=2, sublinear_tf=True).fit_transform(texts)
points = normalize(TruncatedSVD(128, n_iter=1, random_state=0).fit_transform(vectors))
groups = MiniBatchKMeans(77, n_init=3, random_state=0).fit_predict(points)
json.dump({'seconds': time.time() - begun, 'groups': groups.tolist()}, open(sys.argv[2], 'w'))
`;

/** The same texts by scikit-learn, told the number of intents; none where it is not installed. */
function compare(rows: readonly Labelled[], note: (line: string) => void): Measure[] {
  const python = ['python3', '/usr/bin/python3'].find(
    (command) => spawnSync(command, ['-c', 'import sklearn']).status === 0,
  );
  if (!python) {
    note('Python with scikit-learn is not there: nothing to compare with.');
    return [];
  }
  const folder = mkdtempSync(join(tmpdir(), 'baton-bench-'));
  try {
    const [input, output] = [join(folder, 'texts.json'), join(folder, 'groups.json')];
    writeFileSync(input, JSON.stringify(rows.map(({ text }) => text)));
    const run = spawnSync(python, ['-c', program, input, output], { stdio: 'inherit' });
    if (run.status !== 0) throw new Error(`scikit-learn ended with ${run.status}`);
    const { seconds, groups } = JSON.parse(readFileSync(output, 'utf8')) as {
      seconds: number;
      groups: number[];
    };
    const name = `${rows.length.toLocaleString('en')} by scikit-learn`;
    const labels = rows.map(({ label }) => label);
    return [
      { name: `${name}: end to end`, value: seconds, unit: 's' },
      ...quality(name, scoreClusters(groups, labels)),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A hundred thousand and a million escalations, in a worker thread as the service runs it. */
export const bench: Bench = async (note) => {
  const train = readLabelled('banking77/train');
  if (!train) {
    note('The labelled data is not there (BATON_SHARED, default ../shared): nothing is measured.');
    return [];
  }
  const measures: Measure[] = [];
  let last: Discovery | undefined;
  for (const { count, aims } of sizes) {
    const { found, measures: own } = await discover(vary(train, count, 3), aims);
    measures.push(...own);
    last = found;
  }
  if (last) measures.push(...(await assignNew(train, last)));
  return [...measures, ...compare(vary(train, sizes[0]?.count ?? 0, 3), note)];
};
