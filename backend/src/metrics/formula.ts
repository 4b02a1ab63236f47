import type { Measure, Metric } from '../contract/metric.js';
import { denominatorOf, numeratorOf, type Part } from './plan.js';

const name = (measure: Measure) => `\`${measure}\``;
export const and = (part: Part) => part.map(name).join(' and ');

/** What a metric is, in the names of its measures. */
export function formulaOf(metric: Metric): string {
  const numerator = and(numeratorOf(metric));
  const denominator = and(denominatorOf(metric) ?? []);
  switch (metric.unit) {
    case 'count':
      return `count of ${numerator}`;
    case 'seconds':
      return `time from \`${metric.from}\` to \`${metric.until}\`, over ${denominator}`;
    case 'ratio':
      return `${numerator} ÷ ${denominator}`;
    case 'mean': {
      const terms = metric.terms.map(({ measure, per, rate }) =>
        [rate && `rate \`${rate}\` ×`, name(measure), per !== 1 && `÷ ${per}`].filter(Boolean).join(' '),
      );
      const over = numerator === denominator ? '' : ` over ${numerator}`;
      return `sum of ${terms.join(' + ')}${over} ÷ count of ${denominator}`;
    }
  }
}

/** How a metric's 95 % interval is made. */
export function intervalMethod(metric: Metric): string {
  switch (metric.unit) {
    case 'count':
      return 'Byar’s approximation to the Poisson interval (Breslow & Day 1987)';
    case 'seconds':
      return 'Kaplan–Meier with Greenwood’s variance on the log(−log) scale; quantiles where the band crosses (Brookmeyer & Crowley 1982)';
    case 'ratio':
      return 'Wilson’s score interval (1927)';
    case 'mean':
      return 'Student’s t on the variance of a ratio estimator (Cochran 1977)';
  }
}
