import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { type Population, populations } from '../contract/dimensions.js';
import { Database, type Transaction } from '../db/database.js';
import { anchorColumn } from '../episodes/fact-filter.store.js';
import { mapInTurns } from '../turns.js';
import { binOf } from './bins.js';
import { dayOf, replaceBuckets } from './columns.js';
import { Cube } from './cube.js';
import { bucketMs, CubeStore, shapeOf } from './cube.store.js';
import { planSignature } from './plan.js';
import { grains } from './range.js';
import type { RollupState } from './rollup.store.js';
import { RollupStore } from './rollup.store.js';
import { type PlacedDay, Sums, TimeCounts } from './scan.js';
import type { SumRequest, SumRow, TimesRequest, TimesRow } from './sum-request.js';
import { openFrom, readCode } from './time-codes.js';

/** Milliseconds that a run may read before the next thing has its turn. */
const runMs = 2_000;

interface Stretch {
  from: number;
  to: number;
}

/** What the days in memory answer, and the stretches of the range that they do not hold. */
export interface Answered<Row> {
  rows: Row[];
  missing: Stretch[];
}

/**
 * Facts in memory, column by column, for questions over several dimensions at once and for times: the sums hold
 * neither. Days are read again when they were summed again; what is not held is read from the facts.
 */
@Injectable()
export class HeldFacts {
  private readonly store = new CubeStore();
  private readonly rollups = new RollupStore();
  private readonly cubes: Record<Population, Cube>;

  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.cubes = Object.fromEntries(
      populations.map((population) => [population, new Cube(population, shapeOf(population))]),
    ) as Record<Population, Cube>;
  }

  /** Reads what changed, the latest days first. Gives whether everything that fits is held. */
  async refresh(): Promise<boolean> {
    const begun = performance.now();
    const state = await this.database.transaction((tx) => this.rollups.state(tx), { snapshot: true });
    if (!isSummed(state)) return false;
    const stale = await this.findStale();
    for (const { population, begin } of stale) {
      if (performance.now() - begun > runMs) return false;
      await this.database.transaction((tx) => this.read(tx, this.cubes[population], begin), {
        snapshot: true,
      });
    }
    return true;
  }

  private async findStale(): Promise<{ population: Population; begin: number }[]> {
    const stale: { population: Population; begin: number }[] = [];
    for (const population of populations) {
      const cube = this.cubes[population];
      const days = await this.database.transaction((tx) => this.store.days(tx, population), {
        snapshot: true,
      });
      for (const begin of cube.begins) if (!days.has(begin)) cube.drop(begin);
      for (const [begin, no] of days) {
        const held = cube.held(begin);
        if (held ? held.no < no : this.hasRoom()) stale.push({ population, begin });
      }
    }
    return stale.sort((a, b) => b.begin - a.begin);
  }

  /** What they take in memory. */
  get bytes(): number {
    return populations.reduce((sum, population) => sum + this.cubes[population].bytes, 0);
  }

  private hasRoom(): boolean {
    return this.bytes < this.config.factsMemoryMb * 2 ** 20;
  }

  private async read(tx: Transaction, cube: Cube, begin: number): Promise<void> {
    const { population, shape } = cube;
    const state = await this.rollups.state(tx);
    const days = await this.store.days(tx, population, { from: begin, to: begin + 1 });
    const no = days.get(begin);
    if (!isSummed(state) || no === undefined || !cube.fits) return cube.drop(begin);
    const held = cube.held(begin);
    const buckets = held ? await this.store.changed(tx, population, begin, held.no) : [];
    const stretches = held
      ? buckets.map((from) => ({ from, to: from + bucketMs }))
      : [{ from: begin, to: begin + grains.day }];
    const request = { population, shape, watermark: state.watermark_at, stretches };
    const rows = stretches.length === 0 ? [] : await this.store.rows(tx, request, cube.dictionaries);
    const fresh = dayOf(rows, begin, shape);
    const starts = buckets.map((at) => at - begin);
    cube.put(begin, held ? replaceBuckets(held.day, fresh, { starts, length: bucketMs }, shape) : fresh, no);
  }

  /** The days of a range that are held as this snapshot has them, and the stretches of the others. */
  private async split(tx: Transaction, cube: Cube, { from, to }: Stretch) {
    const whole = { fresh: [], missing: [{ from, to }] };
    if (cube.begins.length === 0 || !isSummed(await this.rollups.state(tx))) return whole;
    const days = await this.store.days(tx, cube.population, { from, to });
    const fresh: PlacedDay[] = [];
    const missing: Stretch[] = [];
    for (const [begin, no] of [...days].sort(([a], [b]) => a - b)) {
      const held = cube.held(begin);
      if (held && held.no >= no) {
        fresh.push(held);
        continue;
      }
      const last = missing.at(-1);
      const end = Math.min(to, begin + grains.day);
      if (last?.to === begin) last.to = end;
      else missing.push({ from: Math.max(from, begin), to: end });
    }
    return { fresh, missing };
  }

  async sum(tx: Transaction, request: SumRequest): Promise<Answered<SumRow>> {
    const cube = this.cubes[request.population];
    if (request.pair) return { rows: [], missing: [request] };
    const { fresh, missing } = await this.split(tx, cube, request);
    const plan = cube.plan(request);
    const sums = new Sums(
      plan,
      request.parts.map((part) => cube.part(part)),
    );
    await mapInTurns(fresh, (day) => sums.add(day));
    const width = request.parts.length;
    const rows: SumRow[] = [];
    for (let cell = 0; cell < plan.starts.length * plan.keys; cell += 1) {
      const numbers = sums.cells.subarray(cell * width, (cell + 1) * width);
      if (numbers.every((number) => number === 0)) continue;
      const slot = Math.floor(cell / plan.keys);
      rows.push({ key: cube.keyOf(plan, cell % plan.keys), slot, sums: [...numbers] });
    }
    return { rows, missing };
  }

  /** Counts of codes of times, as the facts' statement gives them. */
  async times(tx: Transaction, request: TimesRequest, watermark: Date): Promise<Answered<TimesRow>> {
    const { population, from } = request.metric;
    const cube = this.cubes[population];
    // How long what is open has been so counts from a time that is not held.
    if (request.pair || from !== anchorColumn[population]) return { rows: [], missing: [request] };
    const { fresh, missing } = await this.split(tx, cube, request);
    const plan = cube.plan(request);
    const timed = cube.timed(request.metric);
    const counts = new TimeCounts(plan, timed, (at) => openFrom - binOf((watermark.getTime() - at) / 1000));
    await mapInTurns(fresh, (day) => counts.add(day));
    const rows = [...counts.cells].map(([cell, codes]) => ({
      key: cube.keyOf(plan, cell % plan.keys),
      slot: Math.floor(cell / plan.keys),
      bins: [...codes].map(([code, count]) => readCode(code, count)),
    }));
    return { rows, missing };
  }
}

const isSummed = (state: RollupState): state is RollupState & { watermark_at: Date } =>
  state.complete && state.signature === planSignature && state.watermark_at !== null;
