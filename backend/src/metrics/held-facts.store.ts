import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { type Population, populations } from '../contract/dimensions.js';
import { Database, type Transaction } from '../db/database.js';
import { BucketStore } from './bucket.store.js';
import { Calendar, type DayChange } from './calendar.js';
import { Cube } from './cube.js';
import { CubeStore, type Pieces, type Stretch, shapeOf, stretchesOf } from './cube.store.js';
import { DayBuilder } from './day-builder.js';
import { grains } from './grains.js';
import { replacePieces } from './replace-pieces.js';
import type { PlacedDay } from './scan.js';
import type { Reach } from './sum-request.js';

/** Milliseconds that a run may read before the next thing has its turn. */
const runMs = 2_000;
/** About as many rows are read by one statement, of as many days at most. */
const atOnce = { rows: 50_000, days: 31 };

/** What of a range is held, and the stretches that are not. */
export interface Holding {
  days: PlacedDay[];
  missing: Stretch[];
}

/**
 * Facts in memory, column by column, day by day. Days are read again when they changed; what is not held is read from
 * the database.
 */
@Injectable()
export class HeldFacts {
  private readonly store = new CubeStore();
  private readonly buckets = new BucketStore();
  private readonly cubes: Record<Population, Cube>;
  private calendar = Calendar.empty;

  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.cubes = Object.fromEntries(
      populations.map((population) => [population, new Cube(population, shapeOf(population))]),
    ) as Record<Population, Cube>;
  }

  cube(population: Population): Cube {
    return this.cubes[population];
  }

  /** What they take in memory. */
  get bytes(): number {
    return populations.reduce((sum, population) => sum + this.cubes[population].bytes, 0);
  }

  /** Reads what changed, the latest days first. Gives whether everything that fits is held. */
  async refresh(): Promise<boolean> {
    const begun = performance.now();
    const { upTo } = this.calendar;
    const known = await this.inSnapshot(async (tx) => {
      const { changeNo } = await this.buckets.state(tx);
      return { changeNo, changes: changeNo === upTo ? [] : await this.store.changesAfter(tx, upTo) };
    });
    this.calendar = this.calendar.with(known.changes, known.changeNo);
    const stale = this.findStale();
    let size = 1;
    while (stale.length > 0) {
      if (performance.now() - begun > runMs) return false;
      const days = this.takeChunk(stale, size);
      if (days.length === 0) return true;
      const before = this.bytes;
      const rows = await this.inSnapshot((tx) => this.read(tx, days));
      const [perDay, bytesPerDay] = [rows / days.length, (this.bytes - before) / days.length];
      size = Math.min(atOnce.days, Math.ceil(atOnce.rows / perDay), Math.ceil(this.room / bytesPerDay)) || 1;
    }
    return true;
  }

  /** The days of a range that are held as this snapshot has them, and the stretches of the others. */
  async split(tx: Transaction, population: Population, range: Stretch, reach: Reach): Promise<Holding> {
    const { from, to } = range;
    const cube = this.cubes[population];
    const known = await this.calendarAt(tx, reach);
    const days: PlacedDay[] = [];
    const missing: Stretch[] = [];
    for (const { begin, no } of known.within(population, from, to)) {
      const held = cube.held(begin);
      if (held?.no === no && no <= reach.changeNo) {
        days.push(held);
        continue;
      }
      const last = missing.at(-1);
      const end = Math.min(to, begin + grains.day);
      if (last?.to === begin) last.to = end;
      else missing.push({ from: Math.max(from, begin), to: end });
    }
    return { days, missing };
  }

  private async calendarAt(tx: Transaction, { changeNo }: Reach): Promise<Calendar> {
    const { calendar } = this;
    if (changeNo <= calendar.upTo) return calendar;
    return calendar.with(await this.store.changesAfter(tx, calendar.upTo), changeNo);
  }

  private inSnapshot<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.database.transaction(work, { snapshot: true });
  }

  /** Days that are to be read, the latest first. */
  private findStale(): DayChange[] {
    return this.calendar.all
      .filter(({ population, begin, no }) => {
        const held = this.cubes[population].held(begin);
        return held ? held.no < no : this.cubes[population].fits;
      })
      .sort((a, b) => b.begin - a.begin);
  }

  /** Takes days off the list that one statement reads: one that is held in part, or several; none without room. */
  private takeChunk(stale: DayChange[], size: number): DayChange[] {
    const isHeld = ({ population, begin }: DayChange) => this.cubes[population].held(begin) !== undefined;
    const [first] = stale as [DayChange];
    if (isHeld(first)) return stale.splice(0, 1);
    if (!this.hasRoom(first.begin)) return [];
    const chunk = stale.filter((day) => day.population === first.population && !isHeld(day)).slice(0, size);
    const taken = new Set(chunk);
    stale.splice(0, stale.length, ...stale.filter((day) => !taken.has(day)));
    return chunk;
  }

  private get room(): number {
    return Math.max(0, this.config.factsMemoryMb * 2 ** 20 - this.bytes);
  }

  /** Earlier days make room for a later one. */
  private hasRoom(begin: number): boolean {
    while (this.room === 0) {
      const [oldest] = populations
        .map((population) => ({
          population,
          first: this.cubes[population].first ?? Number.POSITIVE_INFINITY,
        }))
        .sort((a, b) => a.first - b.first);
      if (!oldest || oldest.first >= begin) return false;
      this.cubes[oldest.population].drop(oldest.first);
    }
    return true;
  }

  /** Reads days of one population; gives how many rows. */
  private async read(tx: Transaction, days: readonly DayChange[]): Promise<number> {
    const [{ population, begin }] = days as [DayChange];
    const cube = this.cubes[population];
    const held = cube.held(begin);
    const { watermark } = await this.buckets.state(tx);
    const begins = days.map((day) => day.begin).sort((a, b) => a - b);
    const range = { from: Math.min(...begins), to: Math.max(...begins) + grains.day };
    const numbers = await this.store.days(tx, population, range);
    const pieces = held
      ? await this.store.changesWithin(tx, population, begin, held.no)
      : { stretches: stretchesOf(begins, grains.day), moments: [] };
    const fresh = await this.store.read(tx, cube, watermark ?? new Date(0), pieces);
    const nothing = new DayBuilder(cube.shape).take();
    let rows = 0;
    for (const at of begins) {
      const day = fresh.get(at) ?? nothing;
      const no = numbers.get(at);
      rows += day.size;
      if (no === undefined || !cube.fits) cube.drop(at);
      else if (!held) cube.put(at, day, no);
      else cube.put(at, replacePieces(held.day, day, inOrder(pieces, at)), no);
    }
    return rows;
  }
}

/** Pieces of a day, ascending, ms since it began. */
function inOrder({ stretches, moments }: Pieces, begin: number): Stretch[] {
  return [...stretches, ...moments.map((moment) => ({ from: moment, to: moment + 1 }))]
    .map(({ from, to }) => ({ from: from - begin, to: to - begin }))
    .sort((a, b) => a.from - b.from);
}
