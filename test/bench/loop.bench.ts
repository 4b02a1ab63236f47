import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { readLabelled } from './labelled-data.js';
import { type Month, oracle, randomReview, runArm } from './loop-arms.js';
import { drawYear, type Year } from './loop-customers.js';
import { type ProductYear, type Quality, runProduct } from './loop-product.js';
import { type Aim, atLeast, atMost, type Bench, type Measure } from './result.js';

/**
 * `BATON_BENCH_MONTHS`, `BATON_BENCH_CUSTOMERS`, `BATON_BENCH_BEFORE`: a shorter run. `BATON_BENCH_FOLDER`: where finished
 * arms are kept, so that a run goes on where it was broken off; `BATON_BENCH_ARMS`: only these.
 */
const months = Number(process.env.BATON_BENCH_MONTHS ?? 12);
const perMonth = Number(process.env.BATON_BENCH_CUSTOMERS ?? 600);
/** Of escalations, how many get a note of the intent, and how many of the notes are wrong. */
const notes = {
  share: Number(process.env.BATON_BENCH_NOTED ?? 0.5),
  wrong: Number(process.env.BATON_BENCH_NOTED_WRONG ?? 0.1),
};
const decisions = 60;
const known = 60;
/** Per need that the bot begins with, before the year. */
const before = Number(process.env.BATON_BENCH_BEFORE ?? 50);
const quality: Quality = 'confirmed';
/** What is published of such a loop, in percent of conversations at the beginning, after six and after twelve months. */
const published = new Map([
  [1, 35],
  [6, 20],
  [12, 12],
]);
/**
 * What the oracle and random review are compared with is review in which any core counts as one decision. Read more
 * strictly, one of a month's decisions is about a core: that is printed beside it.
 */
const aims = { points: atMost(2), times: atLeast(3) };
const aimAt = (aim: Aim | undefined) => (aim ? { aim } : {});
/** Random review is tried with so many times the decisions. */
const multiples = [1, 2, 3, 4];

/** A year in months on real utterances: does what people decide in the product make a bot better, and as fast as it could? */
export const bench: Bench = async (note, { seed = Number(process.env.BATON_BENCH_SEED ?? 1) }) => {
  const [train, test] = [readLabelled('banking77/train'), readLabelled('banking77/test')];
  if (!train || !test) {
    note('The labelled data is not there (BATON_SHARED, default ../shared): nothing is measured.');
    return [];
  }
  const year = drawYear([...train, ...test], { months, perMonth, known, before, notes, seed });
  note(
    `seed ${seed}; ${year.drawnAgain} customers with another need, because nobody is left who says theirs anew`,
  );
  const arm = armsOf(seed, note);
  const product = (name: string, cores: number) =>
    arm(name, () => runProduct(year, { decisions, cores }, quality, tell(note, name)));
  const strict = await product('one core a month', 1);
  const free = await product('any core', Infinity);
  const best = await arm('oracle', () => runArm(year, oracle, tellMonth(note, 'oracle')));
  const random: (Month[] | undefined)[] = [];
  for (const times of multiples) {
    const name = `random, ${times} times the decisions`;
    random.push(
      await arm(name, () => runArm(year, randomReview(times * decisions, seed), tellMonth(note, name))),
    );
  }
  return [
    ...(free && best ? measuresOf('any core', free, best, random, aims) : []),
    ...(strict && best ? measuresOf('one core a month', strict, best, random, {}) : []),
    ...(best ?? []).flatMap((month) => [percent(`oracle, month ${month.month}: escalated`, month.escalated)]),
    ...random.flatMap((arm, i) =>
      (arm ?? []).map((month) =>
        percent(`random × ${multiples[i]}, month ${month.month}: escalated`, month.escalated),
      ),
    ),
    ...[...published].map(([month, value]) => ({ name: `published, month ${month}`, value, unit: '%' })),
    ...share(year),
  ];
};

/**
 * An arm is run once: with a folder it is kept there, and read the next time. `BATON_BENCH_ARMS`: those whose names begin
 * so, by semicolons; another is left out.
 */
const armsOf =
  (seed: number, note: (line: string) => void) =>
  async <Arm>(name: string, run: () => Arm | Promise<Arm>): Promise<Arm | undefined> => {
    const folder = process.env.BATON_BENCH_FOLDER;
    const chosen = process.env.BATON_BENCH_ARMS?.split(';');
    const file = folder && `${folder}/loop-${seed}-${name.replaceAll(/\W+/g, '-')}.json`;
    if (file && existsSync(file)) {
      note(`${name}: as it was run before`);
      return JSON.parse(readFileSync(file, 'utf8')) as Arm;
    }
    if (chosen && !chosen.some((one) => name.startsWith(one))) return undefined;
    const made = await run();
    if (file) writeFileSync(file, JSON.stringify(made));
    return made;
  };

const tell = (note: (line: string) => void, arm: string) => (line: string) => note(`${arm}: ${line}`);
const tellMonth = (note: (line: string) => void, arm: string) => (month: Month) =>
  note(
    `${arm}: month ${month.month}: ${(100 * month.escalated).toFixed(1)} % escalated, ${(100 * month.wrong).toFixed(1)} % wrong`,
  );

const percent = (name: string, value: number): Measure => ({ name, value: 100 * value, unit: '%' });

function measuresOf(
  arm: string,
  { months: own, improvements, releases }: ProductYear,
  best: readonly Month[],
  random: readonly (readonly Month[] | undefined)[],
  aim: Partial<typeof aims>,
): Measure[] {
  const middle = Math.ceil(own.length / 2);
  const far = [middle, own.length].flatMap((month): Measure[] => {
    const above = (from: number) =>
      100 * (meanEscalated(own.slice(from, month)) - meanEscalated(best.slice(from, month)));
    const name = `${arm}, month ${month}: above the oracle`;
    return [
      { name, value: above(month - 1), unit: 'points', ...aimAt(aim.points) },
      { name: `${name}, with the two before`, value: above(Math.max(0, month - 3)), unit: 'points' },
    ];
  });
  return [
    ...own.flatMap(({ month, escalated, wrong, labelError, decisions: count, examples }) => [
      percent(`${arm}, month ${month}: escalated`, escalated),
      percent(`${arm}, month ${month}: answered wrongly`, wrong),
      percent(`${arm}, month ${month}: label error of ${examples}`, labelError),
      { name: `${arm}, month ${month}: decisions`, value: count, unit: '' },
    ]),
    ...far,
    {
      name: `${arm}: most answered wrongly in a month`,
      value: 100 * Math.max(...own.map(({ wrong }) => wrong)),
      unit: '%',
      aim: atMost(5),
    },
    {
      name: `${arm}: highest label error`,
      value: 100 * Math.max(...own.map(({ labelError }) => labelError)),
      unit: '%',
      aim: atMost(2),
    },
    ...(random.every((run) => run !== undefined)
      ? [
          {
            name: `${arm}: decisions that random review needs for the same rate`,
            value: timesNeeded(own, random),
            unit: 'times',
            ...aimAt(aim.times),
          },
        ]
      : []),
    ...(['verified', 'no_effect', 'regressed', 'measuring'] as const).map((status) => ({
      name: `${arm}: improvements ${status}`,
      value: improvements.filter((one) => one.status === status).length,
      unit: '',
    })),
    ...verdictsOf(arm, releases),
  ];
}

/** How many releases turned out how, by the whole escalation rate and by their gaps, and the year together. */
function verdictsOf(arm: string, { bots }: ProductYear['releases']): Measure[] {
  return bots.flatMap(({ releases, all }) => [
    ...(['improved', 'regressed', 'too_early'] as const).flatMap((verdict): Measure[] => [
      {
        name: `${arm}: releases ${verdict} by the escalation rate`,
        value: releases.filter(({ rate }) => rate?.verdict === verdict).length,
        unit: '',
      },
      {
        name: `${arm}: releases ${verdict} by their gaps`,
        value: releases.filter(({ gaps }) => gaps?.verdict === verdict).length,
        unit: '',
      },
    ]),
    ...(all.rate
      ? [
          percent(`${arm}, year (${all.rate.verdict}): escalated since the last release`, all.rate.since),
          percent(`${arm}, year: to be expected without the releases`, all.rate.expected.value),
          percent(`${arm}, year: at least`, all.rate.expected.low),
        ]
      : []),
  ]);
}

const meanEscalated = (part: readonly Month[]) =>
  part.reduce((sum, { escalated }) => sum + escalated, 0) / part.length;

/** Over the last quarter; between the multiples that were tried, by a straight line. One beyond the last: none was enough. */
function timesNeeded(own: readonly Month[], random: readonly (readonly Month[])[]): number {
  const late = (arm: readonly Month[]) => meanEscalated(arm.slice(-Math.max(1, Math.round(arm.length / 4))));
  const aim = late(own);
  const rates = random.map(late);
  const enough = rates.findIndex((rate) => rate <= aim);
  if (enough < 0) return (multiples.at(-1) ?? 0) + 1;
  const [high, low] = [rates[enough - 1], rates[enough] as number];
  const at = multiples[enough] as number;
  if (high === undefined) return at;
  const step = at - (multiples[enough - 1] as number);
  return at - (step * (aim - low)) / (high - low);
}

const share = ({ months: all }: Year): Measure[] => {
  const noted = all.flat().filter(({ noted: intent }) => intent !== null);
  const wrong = noted.filter(({ noted: intent, need }) => intent !== need);
  return [
    percent('customers whose human notes an intent', noted.length / all.flat().length),
    percent('notes that are wrong', wrong.length / noted.length),
  ];
};
