import type { LedgerEvent } from '../ledger/ledger-event.js';

/**
 * The events of a conversation that hold: without those that a later word corrects, and of a record that its vendor sent
 * again only those of its highest revision. A function of the set, so that it does not matter what came first.
 */
export function standing(events: readonly LedgerEvent[]): readonly LedgerEvent[] {
  const isPlain = events.every(({ link }) => link.record === undefined && link.supersedes === undefined);
  if (isPlain) return events;
  const latest = latestRevisions(events);
  const corrected = correctedUids(events);
  return events.filter(
    ({ uid, link, pub }) =>
      !corrected.has(uid) &&
      (link.record === undefined || pub.rev === undefined || pub.rev === latest.get(link.record)),
  );
}

function latestRevisions(events: readonly LedgerEvent[]): Map<string, number> {
  const latest = new Map<string, number>();
  for (const { link, pub } of events) {
    if (link.record === undefined || pub.rev === undefined) continue;
    latest.set(link.record, Math.max(latest.get(link.record) ?? 0, pub.rev));
  }
  return latest;
}

/** Events that correct each other in a circle correct nothing: else a conversation could lose all of them. */
function correctedUids(events: readonly LedgerEvent[]): Set<string> {
  const targets = new Map(
    events.flatMap(({ uid, link }) => (link.supersedes ? [[uid, link.supersedes]] : [])),
  );
  const corrected = new Set<string>();
  for (const [uid, target] of targets) if (!leadsBack(target, uid, targets)) corrected.add(target);
  return corrected;
}

function leadsBack(from: string, to: string, targets: ReadonlyMap<string, string>): boolean {
  const seen = new Set<string>();
  for (let uid: string | undefined = from; uid !== undefined && !seen.has(uid); uid = targets.get(uid)) {
    if (uid === to) return true;
    seen.add(uid);
  }
  return false;
}
