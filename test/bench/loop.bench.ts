import { readLabelled } from './labelled-data.js';
import { type Month, oracle, randomReview, runArm } from './loop-arms.js';
import { drawYear, type Year } from './loop-customers.js';
import { type ProductYear, type Quality, runProduct } from './loop-product.js';
import { type Aim, atLeast, atMost, type Bench, type Measure } from './result.js';

/** `BATON_BENCH_MONTHS`, `BATON_BENCH_CUSTOMERS`, `BATON_BENCH_BEFORE`: a shorter run. */
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
const before = Number(process.env.BATON_BENCH_BEFORE ?? 20);
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
  const strict = await runProduct(year, { decisions, cores: 1 }, quality, tell(note, 'one core a month'));
  const free = await runProduct(year, { decisions, cores: Infinity }, quality, tell(note, 'any core'));
  const best = runArm(year, oracle, tellMonth(note, 'oracle'));
  const random = multiples.map((times) =>
    runArm(
      year,
      randomReview(times * decisions, seed),
      tellMonth(note, `random, ${times} times the decisions`),
    ),
  );
  return [
    ...measuresOf('any core', free, best, random, aims),
    ...measuresOf('one core a month', strict, best, random, {}),
    ...best.flatMap((month) => [percent(`oracle, month ${month.month}: escalated`, month.escalated)]),
    ...random.flatMap((arm, i) =>
      arm.map((month) =>
        percent(`random × ${multiples[i]}, month ${month.month}: escalated`, month.escalated),
      ),
    ),
    ...[...published].map(([month, value]) => ({ name: `published, month ${month}`, value, unit: '%' })),
    ...share(year),
  ];
};

const tell = (note: (line: string) => void, arm: string) => (line: string) => note(`${arm}: ${line}`);
const tellMonth = (note: (line: string) => void, arm: string) => (month: Month) =>
  note(
    `${arm}: month ${month.month}: ${(100 * month.escalated).toFixed(1)} % escalated, ${(100 * month.wrong).toFixed(1)} % wrong`,
  );

const percent = (name: string, value: number): Measure => ({ name, value: 100 * value, unit: '%' });

function measuresOf(
  arm: string,
  { months: own, improvements }: ProductYear,
  best: readonly Month[],
  random: readonly (readonly Month[])[],
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
    {
      name: `${arm}: decisions that random review needs for the same rate`,
      value: timesNeeded(own, random),
      unit: 'times',
      ...aimAt(aim.times),
    },
    ...(['verified', 'no_effect', 'regressed', 'measuring'] as const).map((status) => ({
      name: `${arm}: improvements ${status}`,
      value: improvements.filter((one) => one.status === status).length,
      unit: '',
    })),
  ];
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
