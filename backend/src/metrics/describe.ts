import { dimensions, type Population, populations } from '../contract/dimensions.js';
import { minimumRows, topics } from '../contract/metric.js';
import { type MetricName, metricNames, metricOf } from '../contract/metrics.js';
import { relativeError } from './bins.js';
import { and, formulaOf } from './formula.js';
import { pendingOf, termsOf, unmeasuredOf } from './plan.js';

const head = `# Metrics

Generated from the declarations by \`npm run docs\`; \`npm run check\` fails when it is behind them.

- **Range and cohort.** A row belongs to the range and bucket in which its episode, handoff or action began,
  whatever happens to it later; a survey's answer to that of the handoff or episode that was asked about. Ranges include their start and exclude their end. Days, weeks and months are those
  of the zone that is asked for.
- **Watermark.** The latest event time that the numbers include. What depends on "by now" (due actions, leaked
  handoffs, closed callback windows, open times) is judged at the watermark, never at the clock.
- **Intervals** are 95 %: Wilson's score for ratios, Byar's approximation to Poisson for counts, the log(−log) band
  of Kaplan–Meier for times, their quantiles where that band crosses (Brookmeyer–Crowley), and Student's t on the
  variance of a ratio estimator for means.
- **Fewer than ${minimumRows} rows** are shown grey and never compared.
- **Nothing to divide by** gives no value, not zero. A bucket without rows is a gap for ratios and times, a zero
  for counts.
- **Immature** rows are too young to be judged: they are left out of headlines, counted beside them, and their
  buckets are marked in series.
- **Cannot be measured** are rows whose source has never said what it takes to judge them: they are left out, never
  counted as a zero or a failure, and counted beside the number with the names of the sources.
- **Times** are counted in log-spaced bins: a quantile is off by at most ${(relativeError * 100).toFixed(2)} % of itself.
- **The rows behind a number** are found by the same predicate as the number: \`?metric=…&part=numerator\` on the
  lists of handoffs and episodes.
`;

function days(seconds: number): string {
  return seconds % 86_400 === 0 ? `${seconds / 86_400} d` : `${seconds / 3600} h`;
}

function metricText(key: MetricName): string {
  const metric = metricOf(key);
  const [pending, unmeasured] = [pendingOf(metric), unmeasuredOf(metric)];
  const facts = [
    `| key | \`${key}\` |`,
    `| over | ${metric.population}s |`,
    `| is | ${formulaOf(metric)} |`,
    `| unit | ${metric.unit} |`,
    `| better | ${metric.better} |`,
    ...(metric.unit === 'seconds' && metric.targetSeconds ? [`| target | ${metric.targetSeconds} s |`] : []),
    ...(metric.unit === 'mean' ? [`| in | ${metric.of} |`] : []),
    ...(metric.matureAfterSeconds ? [`| mature after | ${days(metric.matureAfterSeconds)} |`] : []),
    ...(pending ? [`| immature | ${and(pending)} |`] : []),
    ...(unmeasured ? [`| cannot be measured | ${and(unmeasured)} |`] : []),
  ];
  const pitfalls = metric.pitfalls.map((pitfall) => `- ${pitfall}\n`).join('');
  return `### ${metric.label}

*${metric.question}* ${metric.definition}

| | |
|---|---|
${facts.join('\n')}
${pitfalls && `\n${pitfalls}`}`;
}

const oneLine = (text: string) =>
  text.replace(/\$\d+/g, 'watermark').replace(/\s+/g, ' ').replaceAll('|', '\\|').trim();

function measureTable(population: Population): string {
  const rows = Object.entries(termsOf(population, new Date(0))).map(([measure, term]) => {
    const text = 'amount' in term ? `sum of ${term.amount.text}` : term.holds.text;
    return `| \`${measure}\` | \`${oneLine(text)}\` |`;
  });
  return `### ${population}\n\n| measure | holds when |\n|---|---|\n${rows.join('\n')}\n`;
}

function dimensionTable(): string {
  const rows = Object.entries(dimensions).map(
    ([key, { label, of }]) =>
      `| ${label} | \`${key}\` | ${of.map((population) => `${population}s`).join(', ')} |`,
  );
  return `## Dimensions

Every number can be filtered and grouped by those that its rows carry; a filter on another leaves it as it is. \`(none)\` stands for rows without a value.

| dimension | key | of |
|---|---|---|
${rows.join('\n')}
`;
}

function topicTexts(): string[] {
  return Object.entries(topics).map(([topic, question]) => {
    const own = metricNames.filter((name) => metricOf(name).topic === topic);
    return `## ${question}\n\n${own.map(metricText).join('\n')}`;
  });
}

/** METRICS.md: what every number means, from the declarations that also make its SQL. */
export function describeMetrics(): string {
  return [
    head,
    ...topicTexts(),
    dimensionTable(),
    `## Measures\n\nWhat the facts about one row are, in SQL.\n\n${populations.map(measureTable).join('\n')}`,
  ].join('\n');
}
