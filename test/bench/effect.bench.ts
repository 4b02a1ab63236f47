import { quiet, restless, type Site, shareCalled } from '../support/effect-sites.js';
import { atMost, type Bench, type Measure } from './result.js';

const runs = 1_000;

const sites: readonly [name: string, site: Site][] = [
  ['gaps that hold still', quiet],
  ['gaps that drift, each with a season of its own', restless],
  ['few gaps that drift', { ...restless, gaps: 6 }],
];
/** What is left of the escalations. */
const effects = [0.8, 0.6, 0.5];

/** How often an effect is called where there is none, and where there is one, looked at every week for twenty weeks. */
export const bench: Bench = async () => {
  const measures: Measure[] = [];
  for (const [name, site] of sites) {
    const { improved, regressed } = shareCalled(site, runs);
    measures.push({
      name: `no effect, ${name}: called one, of ${runs}`,
      value: 100 * (improved + regressed),
      unit: '%',
      aim: atMost(5),
    });
    for (const effect of effects) {
      measures.push({
        name: `${Math.round(100 - 100 * effect)} % fewer, ${name}: called an improvement`,
        value: 100 * shareCalled({ ...site, effect }, runs / 4).improved,
        unit: '%',
      });
    }
  }
  return measures;
};
