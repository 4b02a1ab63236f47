import type { DataOf } from '../contract/events.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';
import type { EpisodeRow, HandoffRow, Key, Profile, SurveyRow } from './rows.js';

type Kind = DataOf<'survey.recorded'>['kind'];

/** Scales that belong to a kind by its definition, in thousandths; of the others only the source knows it. */
const ownScale: Partial<Record<Kind, readonly [number, number]>> = {
  nps: [0, 10_000],
  ces1: [1_000, 5_000],
  ces2: [1_000, 7_000],
};

/** The first customer effort score (2008) asks for effort: low is good. All others say more when they like it more. */
const lowIsGood: ReadonlySet<Kind> = new Set<Kind>(['ces1']);

/** Position on the scale, 0 the worst, 10000 the best; null where the scale is not known or does not hold the score. */
export function pointsOf(
  kind: Kind,
  score: number,
  given: readonly [number, number] | undefined,
): number | null {
  const [min, max] = given ?? ownScale[kind] ?? [0, 0];
  if (min >= max || score < min || score > max) return null;
  const share = (score - min) / (max - min);
  return Math.round(10_000 * (lowIsGood.has(kind) ? 1 - share : share));
}

/**
 * Reichheld, Harvard Business Review 81 (2003) 46–54: nine and ten of ten promote (100), six and less detract
 * (−100). Only on its own scale.
 */
function promotesOf(kind: Kind, score: number, given: readonly [number, number] | undefined): number | null {
  const [min, max] = given ?? [0, 10_000];
  if (kind !== 'nps' || min !== 0 || max !== 10_000 || score < min || score > max) return null;
  if (score >= 9_000) return 100;
  return score <= 6_000 ? -100 : 0;
}

/** What surveys belong to: a bot's to the episode before it, a human's to the latest handoff to a human as well. */
export interface Surveyed extends Profile {
  customer_key: Key;
  conversation_key: Key;
  episodes: readonly EpisodeRow[];
  handoffs: readonly HandoffRow[];
}

export function foldSurvey(event: LedgerEvent, surveyed: Surveyed): SurveyRow[] {
  const { pub, at, uid, source } = event;
  const kind = pub.kind as Kind | undefined;
  const { leg, score_milli: score } = pub;
  if (kind === undefined || leg === undefined || score === undefined) return [];
  const { episodes, handoffs, ...owner } = surveyed;
  const handoff = leg === 'human' ? latest(handoffs, ({ initiated_at }) => initiated_at, at) : undefined;
  const before = latest(episodes, ({ started_at }) => started_at, at);
  const about = handoff ?? before ?? owner;
  const { bot, bot_version, channel, language, segment } = about;
  return [
    {
      customer_key: owner.customer_key,
      conversation_key: owner.conversation_key,
      source,
      bot,
      bot_version,
      channel,
      language,
      segment,
      event_uid: uid,
      episode_no: handoff ? handoff.episode_no : (before?.episode_no ?? null),
      handoff_key: handoff?.handoff_key ?? null,
      survey_kind: kind,
      leg,
      score_milli: score,
      points: pointsOf(kind, score, pub.scale_milli),
      promotes: promotesOf(kind, score, pub.scale_milli),
      intent: (handoff ?? before)?.intent ?? null,
      queue: (handoff ?? before)?.queue ?? null,
      reason: (handoff ?? before)?.reason ?? null,
      answered_at: at,
      anchor_at: handoff?.initiated_at ?? before?.started_at ?? at,
    },
  ];
}

/** The last of those that began by then; they come in order. */
function latest<Row>(rows: readonly Row[], begun: (row: Row) => number, at: number): Row | undefined {
  return rows.findLast((row) => begun(row) <= at);
}
