import { orderEvents } from '../episodes/order.js';
import { collectStories } from '../episodes/story.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';
import { readEpisode, turnsOf } from './episode-signs.js';
import { readHandoff } from './handoff-signs.js';
import {
  type EpisodePlace,
  type EpisodeSign,
  type HandoffPlace,
  type HandoffSign,
  type KeptWords,
  keptName,
} from './signs.js';
import { textReader } from './turn-text.js';

export interface Places {
  handoffs: readonly HandoffPlace[];
  episodes: readonly EpisodePlace[];
}

export interface Signs {
  handoffs: HandoffSign[];
  episodes: EpisodeSign[];
}

/**
 * The signs of one conversation: a function of the set of its events, of the facts folded from them, and of what was
 * seen in words that nobody can read any more.
 */
export function readSigns(given: readonly LedgerEvent[], places: Places, kept: KeptWords): Signs {
  const events = orderEvents(given);
  const textOf = textReader();
  const stories = collectStories(events);
  const starts = [...stories.byKey.values()].map(({ initiated }) => events.indexOf(initiated));
  return {
    handoffs: places.handoffs.flatMap((place) => {
      const story = stories.byKey.get(place.handoff_key);
      if (!story) return [];
      const at = events.indexOf(story.initiated);
      const next = Math.min(...starts.filter((start) => start > at), events.length);
      const before = events.slice(0, at);
      const episode = places.episodes.find(({ episode_no }) => episode_no === place.episode_no);
      const resolved = story.followed.findLast((event) => event.type === 'handoff.resolved');
      const view = {
        place,
        before,
        path: episode ? turnsOf(before, episode) : [],
        answers: events.slice(at, next).filter((event) => isAnswer(event, place)),
        initiated: story.initiated,
        done: [...story.recorded, ...story.followed],
        steps: resolved?.pub.steps ?? null,
      };
      return [{ ...readHandoff(view, textOf), ...kept.get(keptName(place)) }];
    }),
    episodes: places.episodes.map((place) => ({
      ...readEpisode(turnsOf(events, place), place, textOf),
      ...kept.get(keptName(place)),
    })),
  };
}

const isAnswer = ({ type, pub, at }: LedgerEvent, { ended_at }: HandoffPlace) =>
  type === 'turn.recorded' && pub.role === 'human' && (ended_at === null || at <= ended_at);
