import type { Dimension } from '../../../../backend/src/contract/dimensions.js';
import type { Answer } from '../../lib/api';
import { dimensionLabel, type Period, scopeOf, type Values, writeFilters } from '../../lib/filters';
import { date } from '../../lib/format';
import { valueLabel } from '../../lib/value-label';

type Releases = Answer<'GET /api/releases'>;
type Release = Releases[number];

export const modes = ['period', 'version', 'value'] as const;
export type Mode = (typeof modes)[number];
export const modeNames: Record<Mode, string> = {
  period: 'Period against period',
  version: 'Version against version',
  value: 'Value against value',
};

/** What one side of a comparison looks at. */
export interface Side {
  name: string;
  /** Its days. */
  note: string;
  period: Period;
  values: Values;
}

export interface Sides {
  a: Side;
  b: Side;
  /** B is drawn over A's days. */
  aligned: boolean;
}

const dayMs = 86_400_000;
/** Longer than this, a side is its latest days: a heat map reads every hour. */
const longest = 400 * dayMs;

const daysOf = ({ from, to }: Period, zone: string): string => {
  const [first, last] = [date(from, zone), date(to - 1, zone)];
  return first === last ? first : `${first} – ${last}`;
};

/** This period against one before it. */
export function periodSides(period: Period, before: Period, values: Values, zone: string): Sides {
  const earlier = { ...before, to: Math.min(before.to, period.from) };
  return {
    a: { name: 'This period', note: daysOf(period, zone), period, values },
    b: { name: 'The one before', note: daysOf(earlier, zone), period: earlier, values },
    aligned: true,
  };
}

/** One value of a dimension against another, over the same days. */
export function valueSides(
  period: Period,
  of: Dimension,
  [a, b]: readonly [string, string],
  values: Values,
  zone: string,
): Sides {
  const side = (value: string): Side => ({
    name: valueLabel(of, value),
    note: `${dimensionLabel(of)}, ${daysOf(period, zone)}`,
    period,
    values: { ...values, [of]: [value] },
  });
  return { a: side(a), b: side(b), aligned: false };
}

export const releaseKey = ({ bot, version }: Pick<Release, 'bot' | 'version'>): string =>
  JSON.stringify([bot, version]);

/** A version is looked at from its release to its bot's next one, or to where the data ends. */
export function versionSides(
  releases: Releases,
  [a, b]: readonly [string, string],
  values: Values,
  dataEnd: number,
  zone: string,
): Sides | null {
  const side = (key: string): Side | null => {
    const release = releases.find((one) => releaseKey(one) === key);
    if (!release) return null;
    const at = Date.parse(release.releasedAt);
    const later = releases.flatMap(({ bot, releasedAt }) =>
      bot === release.bot && Date.parse(releasedAt) > at ? [Date.parse(releasedAt)] : [],
    );
    const to = Math.max(at, Math.min(dataEnd, ...later));
    const period = { from: Math.max(at, to - longest), to };
    return {
      name: `${release.bot} ${release.version}`,
      note: `released ${date(at, zone)}, to ${date(Math.max(at, to - 1), zone)}`,
      period,
      values: { ...values, bot: [release.bot], bot_version: [release.version] },
    };
  };
  const [first, second] = [side(a), side(b)];
  return first && second && a !== b ? { a: first, b: second, aligned: false } : null;
}

/** The latest release that has one of the same bot before it, and that one. */
export function latestPair(releases: Releases): [string, string] | null {
  const sorted = [...releases].sort((x, y) => Date.parse(y.releasedAt) - Date.parse(x.releasedAt));
  for (const [i, release] of sorted.entries()) {
    const before = sorted.slice(i + 1).find(({ bot }) => bot === release.bot);
    if (before) return [releaseKey(release), releaseKey(before)];
  }
  return null;
}

export const sideScope = ({ period, values }: Side) => scopeOf(period, values);

/** `a.from`, `a.queue` …: a side as the comparison's routes take it. */
export function sidesQuery({ a, b }: Sides): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {};
  for (const [prefix, side] of [['a', a] as const, ['b', b] as const]) {
    for (const [name, value] of Object.entries(sideScope(side))) {
      if (value !== undefined) query[`${prefix}.${name}`] = value;
    }
  }
  return query;
}

/** The search part that shows the side's rows on another page. */
export function sideAddress({ period, values }: Side, zone: string): string {
  return writeFilters(
    new URLSearchParams(),
    { range: period, compare: 'previous', zone, values },
    '',
  ).toString();
}
