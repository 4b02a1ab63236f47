import type { LedgerEvent } from '../ledger/ledger-event.js';

export interface Judged {
  /** Pseudonyms. */
  handoff: string;
  action: string;
  result: string;
  cause?: string | undefined;
  withdrawn?: true;
}

interface Stamp {
  id: string;
  at: Date;
  /** Account of who judges. */
  by: string;
}

interface Names {
  source: string;
  conversation: string;
  handoff: string;
  action: string;
}

/**
 * What a reviewer says, as an event of the source that the action came from: only under its own names does the ledger
 * know the action again. Undefined once these names were erased.
 */
export function judgementEvent(
  events: readonly LedgerEvent[],
  { handoff, action, ...said }: Judged,
  { id, at, by }: Stamp,
): Record<string, unknown> | undefined {
  const names = namesOf(events, handoff, action);
  if (!names) return undefined;
  return {
    specversion: '1.0',
    id: `baton-judgement-${id}`,
    source: names.source,
    subject: names.conversation,
    type: 'action.recorded',
    time: at.toISOString(),
    data: {
      handoff_id: names.handoff,
      action_id: names.action,
      evidence: 'reviewer',
      by,
      ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)),
    },
  };
}

function namesOf(events: readonly LedgerEvent[], handoff: string, action: string): Names | undefined {
  const initiated = events.find(
    (event) => event.type === 'handoff.initiated' && event.link.handoff === handoff,
  );
  const said = initiated?.event;
  const named = textOf(said?.data.handoff_id);
  const id = events.map((event) => actionId(event, action)).find((found) => found !== undefined);
  if (!said?.subject || named === undefined || id === undefined) return undefined;
  return { source: said.source, conversation: said.subject, handoff: named, action: id };
}

/** What the source calls an action, where the event names it. */
function actionId({ link, event }: LedgerEvent, action: string): string | undefined {
  const data = event?.data;
  if (!data) return undefined;
  if (link.action === action) return textOf(data.action_id);
  const index = link.actions?.indexOf(action) ?? -1;
  const asked = data.required_actions;
  return index >= 0 && Array.isArray(asked) ? textOf(asked[index]?.id) : undefined;
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);
