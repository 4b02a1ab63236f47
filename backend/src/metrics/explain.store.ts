import type { Filters } from '../contract/dimensions.js';
import type { DurationMetric, Metric } from '../contract/metric.js';
import type { CostRates } from '../contract/rates.js';
import { type Sql, sql } from '../db/sql.js';
import { filterSql } from '../episodes/fact-filter.store.js';
import { binFactor } from './bins.js';
import { numeratorOf, type Part, pendingOf, rowsOf, sumOfFacts, unmeasuredOf } from './plan.js';

interface Asked {
  metric: Metric;
  filters: Filters;
  from: Date;
  to: Date;
  watermark: Date;
  rates: CostRates | null;
}

/** One statement over the table of facts that gives the number; what the pages read from sums, it counts. */
export function statementOf(asked: Asked): Sql {
  return asked.metric.unit === 'seconds' ? curve(asked, asked.metric) : totals(asked);
}

const where = ({ metric, filters, from, to }: Asked) =>
  filterSql(metric.population, { ...filters, from, to });

function totals(asked: Asked): Sql {
  const { metric, watermark } = asked;
  const { population } = metric;
  const count = (part: Part) => sumOfFacts(population, part, watermark);
  const [pending, unmeasured] = [pendingOf(metric), unmeasuredOf(metric)];
  const columns = [
    sql`${count(numeratorOf(metric))} as numerator`,
    ...('denominator' in metric ? [sql`${count(metric.denominator)} as denominator`] : []),
    ...(pending ? [sql`${count(pending)} as immature`] : []),
    ...(unmeasured ? [sql`${count(unmeasured)} as unmeasured`] : []),
    sql`${numberOf(asked)} as value`,
  ];
  return sql`
select ${sql.join(columns, ',\n  ')}
from ${sql.ident(population)}
where ${where(asked)}`;
}

function numberOf({ metric, watermark, rates }: Asked): Sql {
  const count = (part: Part) => sumOfFacts(metric.population, part, watermark);
  if (metric.unit === 'ratio') {
    return sql`${count(metric.numerator)}::float8 / nullif(${count(metric.denominator)}, 0)`;
  }
  if (metric.unit !== 'mean') return count(numeratorOf(metric));
  const terms = metric.terms.map(({ measure, per, rate }) => {
    const sum = count([...metric.numerator, measure]);
    // Without rates the reader has to say them: psql asks for what begins with a colon.
    const price = rate ? sql` * ${sql.raw(rates ? String(rates[rate]) : `:${rate}`)}` : sql.empty;
    return sql`${sum}${price} / ${sql.raw(per.toFixed(1))}`;
  });
  return sql`(${sql.join(terms, ' + ')})::float8 / nullif(${count(metric.denominator)}, 0)`;
}

/** Share that has met the event by each time: 1 − Kaplan–Meier, from the same bins as the page. */
function curve(asked: Asked, metric: DurationMetric): Sql {
  const { watermark } = asked;
  const { population } = metric;
  const bin = sql.ident(`${population}.${metric.bin}`);
  return sql`
with timed as (
  select
    case
      when ${bin} >= 0 then ${bin}
      when ${bin} < 0 then -1 - ${bin}
      else age_bin(${sql.ident(`${population}.${metric.from}`)}, ${watermark})
    end as bin,
    coalesce(${bin} >= 0, false) as happened
  from ${sql.ident(population)}
  where ${where(asked)}
    and ${rowsOf(population, metric.denominator, watermark)}
),
counted as (
  select bin, count(*) filter (where happened) as events,
    sum(count(*)) over (order by bin desc) as at_risk
  from timed
  group by bin
)
select case when bin <= 0 then 0.5 else ${sql.raw(String(binFactor))} ^ (bin - 0.5) end as seconds,
  at_risk, events,
  1 - coalesce(exp(sum(ln(nullif(at_risk - events, 0)::float8 / at_risk)) over (order by bin))
    * (at_risk > events)::int, 0) as share
from counted
where events > 0
order by bin`;
}
