import type {
  ActionResult,
  RelayDrawing,
  RelayFacts,
  RelayMark,
  RelayMoment,
  RelayPart,
  RelaySegment,
  RelayTick,
} from './relay-drawing';
import { ownScale, type RelayScale, sharedScale } from './relay-scale';

export interface RelayOptions {
  size: 'small' | 'large';
  /** How far the data reaches, in ms: where open stretches end. */
  until: number;
  /** Seconds within which somebody should act, where the handoff has no deadline of its own. */
  targetSeconds: number;
}

/** Share of the bar kept for a later callback: it comes days after and is never to scale. */
const callbackShare = 0.08;
/** Shares of the bar between the middles of two marks: a list's bar is about 240 pixels wide, a large one 900. */
const tickSpacing = { small: 0.036, large: 0.014 } as const;

/** Decides where everything on a relay bar stands. Draws nothing. */
export function prepareRelay(facts: RelayFacts, options: RelayOptions): RelayDrawing {
  if (facts.relay.timesAssumed) return withoutTimes(facts, tickSpacing[options.size]);
  const times = relativeTimes(facts, options);
  const room = facts.relay.callbackAt ? 1 - callbackShare : 1;
  const moments = momentsOf(facts);
  const knots = knotsOf(facts, times, moments);
  const scale: RelayScale = options.size === 'small' ? sharedScale(knots) : ownScale(knots);
  const place = (ms: number): number => round(scale.at(ms) * room);
  return {
    segments: segmentsOf(facts, times, place),
    ticks: spread(
      facts.actions.map((action) => tickOf(action, facts, times, place)),
      tickSpacing[options.size],
    ),
    moments: options.size === 'large' ? moments.map((m) => ({ ...m, x: place(m.seconds * 1000) })) : [],
    failed: times.failed === null ? null : place(times.failed),
    target: targetOf(facts, options, times, place, Math.max(...knots)),
    callback: facts.relay.callbackAt
      ? { x: 1 - callbackShare / 2, seconds: since(facts, facts.relay.callbackAt) / 1000 }
      : null,
    breaks: scale.breaks.map((x) => round(x * room)),
    assumed: false,
  };
}

/** Milliseconds since the handoff. */
interface Times {
  start: number;
  /** First sign of the taker, in most handoffs a human: accepted, joined, replied, acted or resolved. */
  human: number | null;
  end: number;
  open: boolean;
  failed: number | null;
}

function relativeTimes(facts: RelayFacts, options: RelayOptions): Times {
  const { relay } = facts;
  const signs = [relay.acceptedAt, relay.joinedAt, relay.repliedAt, relay.firstActionAt, relay.resolvedAt];
  const human = earliest(signs.map((at) => sinceOrNull(facts, at)));
  const failed = sinceOrNull(facts, relay.failedAt);
  const ended = sinceOrNull(facts, relay.endedAt) ?? sinceOrNull(facts, relay.resolvedAt);
  const known = ended ?? (human === null ? failed : null);
  const now = options.until - Date.parse(relay.initiatedAt);
  return {
    start: Math.min(0, sinceOrNull(facts, relay.episodeStartedAt) ?? 0),
    human,
    end: Math.max(0, human ?? 0, known ?? now),
    open: known === null,
    failed,
  };
}

function segmentsOf(facts: RelayFacts, times: Times, place: (ms: number) => number): RelaySegment[] {
  const { start, human, end, open } = times;
  const [giver, taker] = sidesOf(facts);
  const stretch = (part: RelayPart, from: number, to: number, isOpen: boolean): RelaySegment => ({
    part,
    from: place(from),
    to: place(to),
    seconds: (to - from) / 1000,
    open: isOpen,
  });
  const segments: RelaySegment[] = [];
  if (start < 0) segments.push(stretch(giver, start, 0, false));
  segments.push(stretch('silence', 0, human ?? end, human === null && open));
  if (human !== null) segments.push(stretch(taker, human, end, open));
  return segments;
}

/** A human may give back to the bot or to another human; what is neither stands on the bot's side. */
function sidesOf({ fromKind, toKind }: RelayFacts): [giver: RelayPart, taker: RelayPart] {
  return [fromKind === 'human' ? 'human' : 'bot', toKind === 'bot' ? 'bot' : 'human'];
}

function momentsOf(facts: RelayFacts): Omit<RelayMoment, 'x'>[] {
  const { relay } = facts;
  const all = [
    ['delivered', relay.deliveredAt],
    ['accepted', relay.acceptedAt],
    ['joined', relay.joinedAt],
    ['replied', relay.repliedAt],
    ['failed', relay.failedAt],
    ['resolved', relay.resolvedAt],
  ] as const;
  return all
    .flatMap(([name, at]) => (at ? [{ name, seconds: since(facts, at) / 1000 }] : []))
    .sort((a, b) => a.seconds - b.seconds);
}

function knotsOf(facts: RelayFacts, times: Times, moments: readonly { seconds: number }[]): number[] {
  const actions = facts.actions.flatMap(({ recordedAt }) => (recordedAt ? [since(facts, recordedAt)] : []));
  const human = times.human === null ? [] : [times.human];
  return [times.start, 0, ...human, times.end, ...moments.map((m) => m.seconds * 1000), ...actions];
}

function targetOf(
  facts: RelayFacts,
  options: RelayOptions,
  times: Times,
  place: (ms: number) => number,
  last: number,
): RelayDrawing['target'] {
  const deadline = sinceOrNull(facts, facts.relay.deadlineAt);
  const ms = deadline ?? options.targetSeconds * 1000;
  // On a bar of its own scale a target after the last event has no place.
  if (ms < 0 || (options.size === 'large' && ms > last)) return null;
  const acted = sinceOrNull(facts, facts.relay.firstActionAt) ?? sinceOrNull(facts, facts.relay.resolvedAt);
  return {
    x: place(ms),
    seconds: ms / 1000,
    source: deadline === null ? 'target' : 'deadline',
    missed: acted === null ? times.end > ms : acted > ms,
  };
}

function tickOf(
  action: RelayFacts['actions'][number],
  facts: RelayFacts,
  times: Times,
  place: (ms: number) => number,
): RelayTick {
  return { x: place(tickTime(action, facts, times)), mark: markOf(action.result) };
}

/** Where it was recorded; else where it was due, as far as the bar goes; else at the bar's end. */
function tickTime(action: RelayFacts['actions'][number], facts: RelayFacts, times: Times): number {
  if (action.recordedAt) return Math.max(since(facts, action.recordedAt), 0);
  if (action.dueAt) return Math.min(Math.max(since(facts, action.dueAt), 0), times.end);
  return times.end;
}

export function markOf(result: ActionResult | null): RelayMark {
  if (result === 'correct' || result === 'incorrect' || result === 'omitted' || result === 'late')
    return result;
  return 'pending';
}

/** Marks that would lie on each other are moved right, and back from the end, keeping their order. */
function spread(ticks: RelayTick[], spacing: number): RelayTick[] {
  const sorted = [...ticks].sort((a, b) => a.x - b.x);
  const most = 1 - spacing / 2;
  sorted.forEach((tick, i) => {
    const before = sorted[i - 1];
    if (before) tick.x = round(Math.max(tick.x, before.x + spacing));
  });
  for (let i = sorted.length - 1, limit = most; i >= 0; i -= 1, limit -= spacing) {
    const tick = sorted[i];
    if (tick) tick.x = round(Math.min(tick.x, limit));
  }
  return sorted;
}

/** Nobody knows when: the order of things is drawn, no length means anything. */
function withoutTimes(facts: RelayFacts, spacing: number): RelayDrawing {
  const { relay } = facts;
  const human = [relay.acceptedAt, relay.joinedAt, relay.repliedAt, relay.firstActionAt, relay.resolvedAt];
  const reached = human.some((at) => at !== null);
  const piece = (part: RelayPart, from: number, to: number): RelaySegment => ({
    part,
    from,
    to,
    seconds: null,
    open: relay.endedAt === null && relay.resolvedAt === null && to === 0.92,
  });
  const [giver, taker] = sidesOf(facts);
  const segments = [piece(giver, 0, 0.4), piece('silence', 0.4, reached ? 0.52 : 0.92)];
  if (reached) segments.push(piece(taker, 0.52, 0.92));
  const step = 0.36 / (facts.actions.length + 1);
  return {
    segments,
    ticks: spread(
      facts.actions.map(({ result }, i) => ({ x: 0.54 + step * (i + 1), mark: markOf(result) })),
      spacing,
    ),
    moments: [],
    failed: relay.failedAt === null ? null : 0.52,
    target: null,
    callback: relay.callbackAt ? { x: 1 - callbackShare / 2, seconds: null } : null,
    breaks: [],
    assumed: true,
  };
}

function since(facts: RelayFacts, at: string): number {
  return Date.parse(at) - Date.parse(facts.relay.initiatedAt);
}

function sinceOrNull(facts: RelayFacts, at: string | null): number | null {
  return at === null ? null : since(facts, at);
}

function earliest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length ? Math.max(0, Math.min(...known)) : null;
}

const round = (x: number): number => Math.round(Math.min(Math.max(x, 0), 1) * 10_000) / 10_000;
