import { thresholds } from '../contract/detectors.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';
import { asksHuman, promisesSomething } from './phrases.js';
import type { EpisodePlace, EpisodeSign } from './signs.js';
import type { TextOf } from './turn-text.js';

const distressBp = thresholds.distress_sentiment.value * 10_000;

/** What the turns of one episode show, in order. */
export function readEpisode(
  turns: readonly LedgerEvent[],
  { episode_no }: EpisodePlace,
  textOf: TextOf,
): EpisodeSign {
  return {
    episode_no,
    distress_turns: botTurnsAfter(turns, ({ pub }) => (pub.sentiment_bp ?? 0) <= distressBp),
    request_turns: botTurnsAfter(turns, (turn) => asksHuman(textOf(turn) ?? '')),
    promised: promised(turns, textOf),
  };
}

/** The episode's own turns: those of the bot and the customer between its start and its end. */
export function turnsOf(
  events: readonly LedgerEvent[],
  { started_at, ended_at }: EpisodePlace,
): LedgerEvent[] {
  return events.filter(
    (event) =>
      event.type === 'turn.recorded' &&
      (event.pub.role === 'customer' || event.pub.role === 'bot') &&
      event.at >= started_at &&
      (ended_at === null || event.at <= ended_at),
  );
}

/** How often the bot spoke after the customer first did that; null when the customer never did. */
function botTurnsAfter(turns: readonly LedgerEvent[], sign: (turn: LedgerEvent) => boolean): number | null {
  const first = turns.findIndex((turn) => turn.pub.role === 'customer' && sign(turn));
  return first < 0 ? null : turns.slice(first).filter((turn) => turn.pub.role === 'bot').length;
}

/** The bot promises something and carries nothing out, with these words or after them. */
function promised(turns: readonly LedgerEvent[], textOf: TextOf): boolean | null {
  const bots = turns.filter((turn) => turn.pub.role === 'bot');
  const texts = bots.map(textOf);
  if (texts.every((text) => text === undefined)) return null;
  const acts = ({ pub }: LedgerEvent) => pub.action !== undefined && pub.failed_code === undefined;
  return texts.some(
    (text, index) => text !== undefined && promisesSomething(text) && !bots.slice(index).some(acts),
  );
}
