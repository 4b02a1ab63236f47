import type { LedgerEvent } from '../ledger/ledger-event.js';
import type { Key } from './rows.js';

/** One handoff and what was said about it, in order. */
export interface Story {
  key: Key;
  initiated: LedgerEvent;
  /** Acknowledgements, failures, reroutes, resolutions. */
  followed: LedgerEvent[];
  recorded: LedgerEvent[];
}

export interface Stories {
  byKey: Map<Key, Story>;
  /** Which handoff an event is about; events whose handoff was not yet initiated are in none and wait. */
  of: Map<LedgerEvent, Story>;
  /** Actions that belong to no handoff. */
  unowned: LedgerEvent[];
}

/** Sorts a conversation's events (in order) to the handoffs they are about. */
export function collectStories(events: readonly LedgerEvent[]): Stories {
  const stories: Stories = { byKey: firstInitiations(events), of: new Map(), unowned: [] };
  const before: Story[] = [];
  for (const event of events) {
    if (event.type === 'handoff.initiated') {
      const story = stories.byKey.get(event.link.handoff ?? '');
      if (story?.initiated !== event) continue;
      before.push(story);
      stories.of.set(event, story);
    } else if (event.type === 'action.recorded') {
      const story = ownerOfAction(event, stories.byKey, before);
      if (story) {
        story.recorded.push(event);
        stories.of.set(event, story);
      } else if (event.link.handoff === undefined) stories.unowned.push(event);
    } else if (event.type.startsWith('handoff.')) {
      const story = event.link.handoff ? stories.byKey.get(event.link.handoff) : before.at(-1);
      if (!story) continue;
      story.followed.push(event);
      stories.of.set(event, story);
    }
  }
  return stories;
}

/** The clock of a handoff starts once: a second initiation under the same id changes nothing. */
function firstInitiations(events: readonly LedgerEvent[]): Map<Key, Story> {
  const byKey = new Map<Key, Story>();
  for (const event of events) {
    const key = event.link.handoff;
    if (event.type !== 'handoff.initiated' || key === undefined || byKey.has(key)) continue;
    byKey.set(key, { key, initiated: event, followed: [], recorded: [] });
  }
  return byKey;
}

function ownerOfAction(
  event: LedgerEvent,
  byKey: Map<Key, Story>,
  before: readonly Story[],
): Story | undefined {
  if (event.link.handoff !== undefined) return byKey.get(event.link.handoff);
  const action = event.link.action;
  const requires = (story: Story) => action !== undefined && story.initiated.link.actions?.includes(action);
  return before.findLast(requires) ?? [...byKey.values()].find(requires) ?? before.at(-1);
}

const taking = new Set(['handoff.accepted', 'handoff.joined', 'handoff.replied', 'handoff.resolved']);

/** Whether the event says that somebody has it now. */
export const isTaking = (event: LedgerEvent): boolean => taking.has(event.type);

/** The last failure, unless somebody took the handoff after it. */
export function finalFailure(followed: readonly LedgerEvent[]): LedgerEvent | undefined {
  const decisive = followed.findLast((event) => event.type === 'handoff.failed' || isTaking(event));
  return decisive?.type === 'handoff.failed' ? decisive : undefined;
}
