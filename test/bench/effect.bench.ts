import { busy, quiet, restless, type Site, shareCalled } from '../support/effect-sites.js';
import { drifting, holding, type RateSite, seasonal, shareOfSteps } from '../support/rate-sites.js';
import { atMost, type Bench, type Measure } from './result.js';

const runs = Number(process.env.BATON_BENCH_RUNS ?? 1_000);

const sites: readonly [name: string, site: Site][] = [
  ['gaps that hold still', quiet],
  ['gaps that drift, each with a season of its own', restless],
  ['few gaps that drift', { ...restless, gaps: 6 }],
  ['small gaps, that with most lately mended, five others a month after it', busy],
];
/** What is left of the escalations. */
const effects = [0.8, 0.6, 0.5, 0.1];
/** Improvements of a release. */
const together = 5;

const rates: readonly [name: string, site: RateSite][] = [
  ['a rate that holds still', holding],
  ['a rate with a season', seasonal],
  ['a rate that drifts, with a season', drifting],
];
/** Steps of the logarithm of the odds at each release. */
const steps = [-0.15, -0.3, -0.6];

/** How often an effect is called where there is none, and where there is one, looked at every week for twenty weeks. */
export const bench: Bench = async (note) => {
  const measures: Measure[] = [];
  const add = (one: Measure) => {
    measures.push(one);
    note(`${one.name}: ${one.value.toFixed(1)} ${one.unit}`);
  };
  for (const [name, site] of sites) {
    const { improved, regressed } = shareCalled(site, runs);
    add(nullOf(name, improved + regressed, runs));
    for (const effect of effects) {
      const { improved: found } = shareCalled({ ...site, effect }, runs / 4);
      add(percent(`${Math.round(100 - 100 * effect)} % fewer, ${name}: called an improvement`, found));
    }
  }
  const { improved, regressed } = shareCalled(busy, runs / 2, together);
  add(nullOf(`small gaps, ${together} together`, improved + regressed, runs / 2));
  for (const effect of effects) {
    const { improved: found } = shareCalled({ ...busy, effect }, runs / 10, together);
    add(
      percent(
        `${Math.round(100 - 100 * effect)} % fewer, small gaps, ${together} together: an improvement`,
        found,
      ),
    );
  }
  for (const [name, site] of rates) for (const one of ofRate(name, site)) add(one);
  return measures;
};

const percent = (name: string, value: number): Measure => ({ name, value: 100 * value, unit: '%' });
const nullOf = (name: string, value: number, of: number): Measure => ({
  ...percent(`no effect, ${name}: called one, of ${of}`, value),
  aim: atMost(5),
});

/** The same of releases of a whole bot, and of all its releases together. */
function ofRate(name: string, site: RateSite): Measure[] {
  const nothing = shareOfSteps(site, runs / 2);
  return [
    nullOf(`${name}, the first release`, nothing.first, runs / 2),
    nullOf(`${name}, all releases`, nothing.all, runs / 2),
    ...steps.flatMap((effect) => {
      const found = shareOfSteps({ ...site, effect }, runs / 10);
      const odds = `odds ${Math.round(100 - 100 * Math.exp(effect))} % less at each release`;
      return [
        percent(`${odds}, ${name}: the first is called`, found.first),
        percent(`${odds}, ${name}: all are called`, found.all),
      ];
    }),
  ];
}
