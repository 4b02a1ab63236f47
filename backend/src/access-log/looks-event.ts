import type { AccessAction, AccessKind, AccessWay } from '../contract/access-log.js';
import type { Look } from './look.js';

/** A look within its event: of whom, how and why stands beside the list. */
export interface LookItem {
  at: string;
  kind: AccessKind;
  key: string;
  /** How often within a minute; absent: once. */
  times?: number;
}

/** What `record.viewed` and `record.exported` carry beside their actor. */
export interface LooksData {
  via: AccessWay;
  purpose?: string;
  /** All looks of the event: the only member that stays readable when the actor is erased. */
  views: number;
  items: LookItem[];
}

export interface LooksEvent {
  type: 'record.viewed' | 'record.exported';
  actor: Look['actor'];
  data: LooksData;
  /** Rows of the queue that it stands for. */
  rows: number[];
}

const types: Record<AccessAction, LooksEvent['type']> = {
  viewed: 'record.viewed',
  exported: 'record.exported',
};

/** Looks in one event: its entry and its payload stay small. */
const mostItems = 300;
const repeatMs = 60_000;

/** Looks (in order) as events: one per actor, way, action and purpose; repeats within a minute are one item. */
export function gatherLooks(looks: readonly (Look & { id: number })[]): LooksEvent[] {
  const events: LooksEvent[] = [];
  const open = new Map<string, LooksEvent>();
  const items = new Map<string, LookItem>();
  for (const look of looks) {
    const who = JSON.stringify([look.actor.id, look.actor.name, look.via, look.action, look.purpose]);
    const what = JSON.stringify([who, look.kind, look.key]);
    const event = open.get(who) ?? eventOf(look);
    const item = items.get(what);
    event.rows.push(look.id);
    event.data.views += 1;
    if (!open.has(who)) {
      open.set(who, event);
      events.push(event);
    }
    if (item && event.data.items.includes(item) && look.at.getTime() - Date.parse(item.at) < repeatMs) {
      item.times = (item.times ?? 1) + 1;
      continue;
    }
    const added: LookItem = { at: look.at.toISOString(), kind: look.kind, key: look.key };
    items.set(what, added);
    event.data.items.push(added);
    if (event.data.items.length === mostItems) open.delete(who);
  }
  return events;
}

const eventOf = ({ actor, via, action, purpose }: Look): LooksEvent => ({
  type: types[action],
  actor,
  data: { via, ...(purpose === null ? {} : { purpose }), views: 0, items: [] },
  rows: [],
});
