import type { AccessAction, AccessKind, AccessWay } from '../contract/access-log.js';
import type { DecisionType } from '../contract/event-types.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';
import type { LooksData } from './looks-event.js';

/** A row of the access log, members named as the columns are, times as text. */
export interface AccessRow {
  entry: number;
  item_no: number;
  type: DecisionType;
  at: string;
  event_at: string;
  action: AccessAction;
  actor_id: string | null;
  actor: string | null;
  via: AccessWay | null;
  kind: AccessKind | null;
  key: string | null;
  purpose: string | null;
  views: number;
}

interface Known extends LooksData {
  actor: { id: string; name: string };
}

type Same = Pick<
  AccessRow,
  'entry' | 'type' | 'event_at' | 'action' | 'actor_id' | 'actor' | 'via' | 'purpose'
>;

/** What one ledger event says about who looked at what: a function of the event alone. */
export function accessRowsOf(event: LedgerEvent): AccessRow[] {
  const { type } = event;
  if (type === 'record.viewed') return lookRows(event, type, 'viewed');
  if (type === 'record.exported') return lookRows(event, type, 'exported');
  return type === 'dataset.exported' ? [datasetRow(event)] : [];
}

function lookRows(event: LedgerEvent, type: DecisionType, action: AccessAction): AccessRow[] {
  const same = sameOf(event, type, action);
  const items = (event.event?.data as Known | undefined)?.items;
  if (!items) {
    // Who looked was erased: that there were looks stays, what was looked at stood beside the name.
    return [{ ...same, item_no: 0, at: same.event_at, kind: null, key: null, views: event.pub.views ?? 0 }];
  }
  return items.map(({ at, kind, key, times = 1 }, i) => ({
    ...same,
    item_no: i,
    at,
    kind,
    key,
    views: times,
  }));
}

/** A download enters the ledger by itself; which dataset it was stands open there. */
function datasetRow(event: LedgerEvent): AccessRow {
  const same = sameOf(event, 'dataset.exported', 'exported');
  return {
    ...same,
    item_no: 0,
    at: same.event_at,
    kind: 'dataset',
    key: event.pub.dataset ?? null,
    views: 1,
  };
}

function sameOf({ index, at, event }: LedgerEvent, type: DecisionType, action: AccessAction): Same {
  const known = event?.data as Partial<Known> | undefined;
  return {
    entry: index,
    type,
    event_at: new Date(at).toISOString(),
    action,
    actor_id: known?.actor?.id ?? null,
    actor: known?.actor?.name ?? null,
    via: known?.via ?? null,
    purpose: known?.purpose ?? null,
  };
}
