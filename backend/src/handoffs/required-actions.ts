import type { z } from 'zod';
import type { handoffAnswer } from '../contract/handoffs.js';
import { foldConversation } from '../episodes/fold.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';
import type { HandoffFacts } from './handoff-facts.js';

type RequiredAction = z.output<typeof handoffAnswer>['requiredActions'][number];
interface Words {
  id: string | null;
  description: string | null;
}

const iso = (time: number | null) => (time === null ? null : new Date(time).toISOString());
const textOf = (value: unknown) => (typeof value === 'string' ? value : null);

/** A handoff's required actions with their words, from the events of its conversation (in order). */
export function listActions(row: HandoffFacts, events: readonly LedgerEvent[]): RequiredAction[] {
  const handoff = row.handoff_key.toString('base64url');
  const words = collectWords(events);
  return foldConversation(events)
    .actions.filter((action) => action.handoff_key === handoff)
    .map((action) => ({
      key: action.action_key,
      id: words.get(action.action_key)?.id ?? null,
      kind: action.kind,
      description: words.get(action.action_key)?.description ?? null,
      promised: action.promised,
      result: action.result,
      cause: action.cause ?? null,
      evidence: action.evidence ?? null,
      dueAt: iso(action.due_at),
      recordedAt: iso(action.recorded_at),
    }));
}

/** What the sources call each action; the first description holds. */
function collectWords(events: readonly LedgerEvent[]): Map<string, Words> {
  const words = new Map<string, Words>();
  const note = (key: string | undefined, id: unknown, description: unknown) => {
    if (key === undefined) return;
    const known = words.get(key);
    words.set(key, {
      id: known?.id ?? textOf(id),
      description: known?.description ?? textOf(description),
    });
  };
  for (const { link, event } of events) {
    const data = event?.data;
    if (!data) continue;
    note(link.action, data.action_id, data.description);
    const asked = Array.isArray(data.required_actions) ? data.required_actions : [];
    asked.forEach((action: Record<string, unknown>, index) => {
      note(link.actions?.[index], action.id, action.description);
    });
  }
  return words;
}
