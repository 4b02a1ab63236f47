import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config.js';
import { healthDays } from '../contract/health-days.js';
import { type MetricName, metrics } from '../contract/metrics.js';
import { Problem } from '../contract/problem.js';
import type { AnswerOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { leastShown } from '../contract/sources.js';
import { Database } from '../db/database.js';
import { findDrift } from '../detectors/drift.js';
import { shareOf } from '../detectors/share.js';
import { SourceAbilityStore } from '../detectors/source-ability.store.js';
import { type FieldCount, SourceFieldStore } from '../detectors/source-field.store.js';
import { lacksOf } from '../detectors/unmeasured.js';
import { CursorStore } from '../follow/cursor.store.js';
import { IntakeService } from '../ingest/intake.service.js';
import { IntakeStore } from '../ingest/intake.store.js';
import { SumsStore } from '../metrics/sums.store.js';
import { lagAt } from './arrivals.js';
import { ConnectionStore } from './connection.store.js';
import { SourceFactsStore } from './source-facts.store.js';
import { volumeOf } from './volume.js';

type Health = AnswerOf<typeof routes.sourceList>['sources'][number];
type Detail = AnswerOf<typeof routes.sourceGet>;

/** What is counted over weeks, of every source. */
type Weeks = Awaited<ReturnType<HealthService['countWeeks']>>;

const dayMs = 86_400_000;
/** What was counted over weeks is shown for so long where nothing counts it anew, and counted anew so often at least. */
const shownForMs = 150_000;
const countedEveryMs = 600_000;
const quarterMs = 900_000;
/** Of the volume: the last one, and four weeks before it. */
const volumeDays = 29;
const mostUnmapped = 50;

/** How sources do, from roll-ups and the facts of the last weeks: nothing reads the whole ledger. */
@Injectable()
export class HealthService {
  /** `at`: when it was counted; `seen`: when it was last known to be so. */
  private held: { weeks: Weeks; at: number; seen: number; state: string } | undefined;

  constructor(
    private readonly database: Database,
    private readonly connections: ConnectionStore,
    private readonly facts: SourceFactsStore,
    private readonly fields: SourceFieldStore,
    private readonly abilities: SourceAbilityStore,
    private readonly sums: SumsStore,
    private readonly intake: IntakeService,
    private readonly counts: IntakeStore,
    private readonly cursors: CursorStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** A step of the schedule: whoever looks shall not wait for what is counted over weeks. */
  async refresh(): Promise<void> {
    const [at, state] = [this.clock(), await this.cursors.state()];
    const isCounted = this.held?.state === state && at - this.held.at < countedEveryMs;
    this.held =
      isCounted && this.held
        ? { ...this.held, seen: at }
        : { weeks: await this.countWeeks(), at, seen: at, state };
  }

  async list(): Promise<AnswerOf<typeof routes.sourceList>> {
    const { at, sources } = await this.read();
    return { at, sources: sources.map(({ health }) => health) };
  }

  async get(name: string): Promise<Detail> {
    const { at, sources } = await this.read(name);
    const found = sources.find(({ health }) => health.source === name);
    if (!found) throw new Problem('not_found', { detail: 'Nothing came from a source of this name.' });
    const unmapped = await this.facts.unmapped(name, this.ago(healthDays.past), mostUnmapped);
    const shown = unmapped.filter(({ handoffs }) => handoffs >= leastShown);
    const listed = shown.reduce((sum, { handoffs }) => sum + handoffs, 0);
    return {
      ...found.health,
      at,
      days: found.days.slice(1),
      unmapped: shown.map(({ raw, handoffs, last_at }) => ({ raw, handoffs, lastAt: last_at.toISOString() })),
      seldom: (unmapped[0]?.total ?? 0) - listed,
      nulls: found.nulls,
    };
  }

  /** Of this source alone, when it is named. */
  private async read(name?: string) {
    await this.intake.flush();
    const only = name === undefined ? undefined : [name];
    const [connections, arrivals, counts, waiting, days, weeks] = await Promise.all([
      this.connections.list(),
      this.facts.arrivals(this.ago(healthDays.now)),
      this.counts.since(this.ago(healthDays.now)),
      this.facts.waiting(),
      this.conversations(only),
      this.weeks(),
    ]);
    const { identity, reasons, fields, drift, lacks } = weeks;
    const names = [...arrivals.map(({ source }) => source), ...connections.map((one) => one.name)];
    const sources = [...new Set(names)].sort().filter((source) => name === undefined || source === name);
    return {
      at: new Date(this.clock()).toISOString(),
      sources: sources.map((source) => {
        const of = <Row extends { source: string }>(rows: readonly Row[]) =>
          rows.find((row) => row.source === source);
        const connection = connections.find((one) => one.name === source);
        const arrived = of(arrivals);
        const joined = of(identity);
        const said = of(reasons);
        const moved = drift.get(source);
        const begun = days.get(source) ?? noDays();
        const health: Health = {
          source,
          format: connection?.format ?? null,
          takesDeliveries: connection?.signature != null,
          paused: connection?.paused ?? false,
          lastAt: arrived?.last_at.toISOString() ?? null,
          lastArrivalAt: arrived?.last_rx.toISOString() ?? null,
          lag: lagOf(arrived?.lags ?? []),
          volume: volumeOf(begun, knownOf(begun)),
          intake: withoutSource(of(counts)),
          waiting: of(waiting)?.records ?? 0,
          unknown: shareOf(said?.unknown ?? 0, said?.said ?? 0),
          fields: moved?.fields ?? 0,
          moved: moved?.drift.length ?? 0,
          unmeasured: of(lacks)?.lacks ?? null,
          toldFrom: of(lacks)?.told ?? { conversations: 0, episodes: 0, handoffs: 0 },
          identity: {
            known: shareOf(joined?.known ?? 0, joined?.conversations ?? 0),
            elsewhere: shareOf(joined?.elsewhere ?? 0, joined?.customers ?? 0),
          },
        };
        return {
          health,
          days: begun,
          nulls: name === undefined ? [] : nullsOf(fields.filter(isOf(name)), moved?.drift ?? []),
        };
      }),
    };
  }

  private async weeks(): Promise<Weeks> {
    const { held } = this;
    return held && this.clock() - held.seen < shownForMs ? held.weeks : this.countWeeks();
  }

  private async countWeeks() {
    const since = this.ago(healthDays.past);
    const [identity, reasons, fields, lacks] = await Promise.all([
      this.facts.identity(since),
      this.facts.reasonShares(since),
      this.fieldCounts(),
      this.facts.arrivals(since).then((arrivals) => this.unmeasured(arrivals)),
    ]);
    return { identity, reasons, fields, drift: findDrift(fields), lacks };
  }

  private ago(days: number): Date {
    return new Date(this.clock() - days * dayMs);
  }

  /** Whole days, UTC, up to today. */
  private fieldCounts(): Promise<FieldCount[]> {
    const end = Math.ceil(this.clock() / dayMs);
    const day = (back: number) => new Date((end - back) * dayMs);
    const { now, past } = healthDays;
    return this.fields.read(
      { from: day(now), to: day(0) },
      { from: day(now + past), to: day(now) },
      undefined,
    );
  }

  /** Of the last weeks; of a source whose last event is older, such as an imported log, of the weeks up to that. */
  private unmeasured(arrivals: readonly { source: string; last_at: Date }[]) {
    const since = this.ago(healthDays.past);
    return this.database.transaction(
      async (tx) => {
        const found = await this.abilities.read(weeksUpTo(this.ago(-1)), tx);
        const begun = await this.fields.begun(daysUpTo(this.ago(0)));
        for (const { source, last_at } of arrivals) {
          if (last_at >= since) continue;
          found.push(...(await this.abilities.read({ ...weeksUpTo(last_at), source: [source] }, tx)));
          begun.push(...(await this.fields.begun(daysUpTo(last_at), source)));
        }
        const sources = new Set([...found, ...begun].map(({ source }) => source));
        return [...sources].map((source) => {
          const one = found.find((row) => row.source === source);
          const conversations = begun.find((row) => row.source === source)?.conversations ?? 0;
          const told = { conversations, episodes: one?.conversations ?? 0, handoffs: one?.handoffs ?? 0 };
          return { source, lacks: one ? lacksOf(one) : null, told };
        });
      },
      { snapshot: true },
    );
  }

  /** Conversations that began in each of the last times 24 hours, the oldest first. */
  private async conversations(source: string[] | undefined): Promise<Map<string, number[]>> {
    const to = Math.floor(this.clock() / quarterMs) * quarterMs + quarterMs;
    const from = to - volumeDays * dayMs;
    const starts = Array.from({ length: volumeDays }, (_, i) => from + i * dayMs);
    const { population, numerator } = metrics['episodes' satisfies MetricName];
    const filters = source ? { source } : {};
    const rows = await this.database.transaction(
      async (tx) => {
        const reach = await this.sums.reach(tx);
        const request = { population, parts: [numerator], filters, from, to, starts, by: 'source' as const };
        return this.sums.sum(tx, request, reach);
      },
      { snapshot: true },
    );
    const found = new Map<string, number[]>();
    for (const { key, slot, sums } of rows) {
      const days = found.get(key ?? '') ?? noDays();
      days[slot] = sums[0] ?? 0;
      found.set(key ?? '', days);
    }
    return found;
  }
}

const isOf =
  (name: string) =>
  ({ source }: { source: string }): boolean =>
    source === name;
/** The weeks up to a moment, itself in it. */
const weeksUpTo = (end: Date) => ({
  from: new Date(end.getTime() - healthDays.past * dayMs).toISOString(),
  to: new Date(end.getTime() + 1).toISOString(),
});
/** The same as whole days, UTC. */
const daysUpTo = (end: Date) => {
  const after = Math.floor(end.getTime() / dayMs) + 1;
  return { from: new Date((after - healthDays.past) * dayMs), to: new Date(after * dayMs) };
};
const noDays = () => Array.from({ length: volumeDays }, () => 0);

/** Of how many of these days it can be said how much came: since the first that brought something. */
function knownOf(days: readonly number[]): number {
  const first = days.findIndex((number) => number > 0);
  return first < 0 ? 0 : days.length - first;
}

function lagOf(lags: readonly number[]): Health['lag'] {
  const events = lags.reduce((sum, number) => sum + number, 0);
  return { events, median: lagAt(lags, 0.5), p90: lagAt(lags, 0.9) };
}

const nothing = { accepted: 0, duplicate: 0, conflict: 0, invalid: 0, rejected: 0, repeated: 0, unsigned: 0 };

function withoutSource(row: (Health['intake'] & { source: string }) | undefined): Health['intake'] {
  if (!row) return nothing;
  const { source: _, ...counts } = row;
  return counts;
}

type Drifts = NonNullable<ReturnType<ReturnType<typeof findDrift>['get']>>['drift'];

/** How often each field of each type has no value. */
function nullsOf(counts: readonly FieldCount[], drift: Drifts): Detail['nulls'] {
  const totals = new Map(counts.filter(({ field }) => field === '').map((row) => [row.type, row]));
  return counts.flatMap(({ type, field, now, before }) => {
    const total = totals.get(type);
    if (field === '' || !total || total.now + total.before === 0) return [];
    const moved = drift.find((one) => one.type === type && one.field === field);
    return [
      {
        type,
        field,
        now: shareOf(total.now - now, total.now),
        before: shareOf(total.before - before, total.before),
        moved: moved?.kind ?? null,
      },
    ];
  });
}
