import { Injectable } from '@nestjs/common';
import { type CallbackReason, callbackReasons, callbackWindows } from '../contract/callbacks.js';
import { filtersOf } from '../contract/dimensions.js';
import type { AnswerOf, QueryOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { Database, type Transaction } from '../db/database.js';
import { SumsStore } from '../metrics/sums.store.js';
import { kaplanMeier, type Step } from '../metrics/survival.js';
import { CallbackStore, type HourRow, type WindowRow } from './callback.store.js';
import { decayOf, delayLimits, rateOf } from './decay.js';
import { rangeOf } from './fidelity.service.js';
import type { Asked } from './fidelity.store.js';

type Answer = AnswerOf<typeof routes.callbackGet>;

/** Who came back, and what waiting did. */
@Injectable()
export class CallbackService {
  constructor(
    private readonly database: Database,
    private readonly sums: SumsStore,
    private readonly store: CallbackStore,
  ) {}

  async get(query: QueryOf<typeof routes.callbackGet>): Promise<Answer> {
    const asked = { filters: filtersOf(query), ...rangeOf(query) };
    return this.database.transaction(
      async (tx) => {
        const { watermark } = await this.sums.reach(tx);
        // Before the first event every number is one over nothing.
        return this.read(tx, asked, watermark ?? new Date(0), watermark);
      },
      { snapshot: true },
    );
  }

  private async read(tx: Transaction, asked: Asked, at: Date, watermark: Date | null): Promise<Answer> {
    const windows = await this.store.windows(tx, asked, at);
    const curve = curveOf(await this.store.hours(tx, asked, at));
    const reasons = await this.store.reasons(tx, asked, at);
    const base: Partial<Record<CallbackReason, number>> = (await this.store.base(tx, asked, at)) ?? {};
    const week = windows.find(({ window }) => window === '7d');
    return {
      watermark: watermark?.toISOString() ?? null,
      identity: identityOf(await this.store.identity(tx, asked)),
      windows: windows.map((row) => windowOf(row, curve)),
      curve: curve.drawn,
      reasons: callbackReasons.map((reason) => ({
        reason,
        callbacks: reasons.find((row) => row.reason === reason)?.callbacks ?? 0,
        handoffs: base[reason] ?? null,
      })),
      unattributed: reasons.find(({ reason }) => reason === null)?.callbacks ?? 0,
      decay: {
        ...decayOf(await this.store.decay(tx, asked, at, delayLimits)),
        young: week ? week.eligible - week.mature : 0,
      },
    };
  }
}

function identityOf(rows: Awaited<ReturnType<CallbackStore['identity']>>): Answer['identity'] {
  const sum = (name: 'handoffs' | 'known' | 'callbacks' | 'elsewhere') =>
    rows.reduce((all, row) => all + row[name], 0);
  return {
    handoffs: sum('handoffs'),
    known: sum('known'),
    callbacks: sum('callbacks'),
    elsewhere: sum('elsewhere'),
    sources: rows.map(({ key, handoffs, known }) => ({ key, handoffs, known })),
  };
}

interface Curve {
  drawn: Answer['curve'];
  steps: readonly Step[];
  /** Hours until which anybody was watched. */
  reach: number;
}

/** From "nobody yet" at zero; the band of the share is that of the survival, turned around. */
function curveOf(hours: readonly HourRow[]): Curve {
  const steps = kaplanMeier(hours);
  const watched = hours.reduce((sum, { events, censored }) => sum + events + censored, 0);
  const drawn = steps.map(({ time, survival, low, high, atRisk }) => ({
    hours: time,
    share: 1 - survival,
    low: 1 - high,
    high: 1 - low,
    atRisk,
  }));
  const start = { hours: 0, share: 0, low: 0, high: 0, atRisk: watched };
  return { drawn: watched === 0 ? [] : [start, ...drawn], steps, reach: hours.at(-1)?.time ?? 0 };
}

function windowOf(row: WindowRow, { drawn, reach }: Curve): Answer['windows'][number] {
  const end = callbackWindows[row.window];
  const last = drawn.findLast(({ hours }) => hours <= end);
  return {
    window: row.window,
    mature: rateOf(row.callbacks, row.mature),
    attributed: rateOf(row.attributed, row.mature),
    young: row.eligible - row.mature,
    estimated:
      last && reach >= end ? { value: last.share, interval: { low: last.low, high: last.high } } : null,
  };
}
