import { lagBounds } from '../contract/sources.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';

/** Events of a source that came on one day (UTC). Times in ms. */
export interface Arrivals {
  source: string;
  day: string;
  events: number;
  last_rx: number;
  last_at: number;
  /** By `lagBounds`, and those beyond the last of them. */
  lags: number[];
}

const binOf = (seconds: number): number => {
  const bin = lagBounds.findIndex((bound) => seconds <= bound);
  return bin < 0 ? lagBounds.length : bin;
};

/** Events of an assumed time say nothing about how late they are. */
export function arrivalsOf(events: readonly LedgerEvent[]): Arrivals[] {
  const groups = new Map<string, Arrivals>();
  for (const { source, at, rx, pub } of events) {
    const day = new Date(rx).toISOString().slice(0, 10);
    const key = `${source}\n${day}`;
    const group = groups.get(key) ?? {
      source,
      day,
      events: 0,
      last_rx: 0,
      last_at: 0,
      lags: Array.from({ length: lagBounds.length + 1 }, () => 0),
    };
    group.events += 1;
    group.last_rx = Math.max(group.last_rx, rx);
    group.last_at = Math.max(group.last_at, at);
    if (!pub.assumed) {
      const bin = binOf((rx - at) / 1000);
      group.lags[bin] = (group.lags[bin] ?? 0) + 1;
    }
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** Upper bound of the bin that holds this share of the events; null: beyond the last bound, or there are none. */
export function lagAt(lags: readonly number[], share: number): number | null {
  const events = lags.reduce((sum, number) => sum + number, 0);
  if (events === 0) return null;
  let seen = 0;
  for (const [bin, number] of lags.entries()) {
    seen += number;
    if (seen >= share * events) return lagBounds[bin] ?? null;
  }
  return null;
}
