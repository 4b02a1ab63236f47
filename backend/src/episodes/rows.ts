import type { DataOf } from '../contract/events.js';

/**
 * The fact tables' rows as the fold makes them, members named as the columns are. Keys are base64url, times ms.
 * The migration says what each column means.
 */
export type Key = string;
export type Outcome =
  | 'self_served_confirmed'
  | 'self_served_assumed'
  | 'abandoned'
  | 'handed_off'
  | 'handoff_failed';
export type Initiator = 'customer' | 'business';
export type ActionResult = DataOf<'action.recorded'>['result'];

/** What the source says about the conversation as a whole; a later `conversation.started` may change it. */
export interface Profile {
  bot: string | null;
  bot_version: string | null;
  channel: string | null;
  language: string | null;
  segment: string | null;
}

interface Owned {
  customer_key: Key;
  conversation_key: Key;
  source: string;
}

export interface ConversationRow extends Owned {
  conversation_id: string | null;
  customer_id: string | null;
  channel: string | null;
  language: string | null;
  segment: string | null;
  initiated_by: Initiator | null;
  first_at: number;
  last_at: number;
  /** Events of the ledger that it is read from, also those that were corrected since. */
  event_count: number;
  handoff_signal: boolean;
}

export interface ContactRow {
  customer_key: Key;
  conversation_key: Key;
  contact_no: number;
  at: number;
  initiated_by: Initiator;
  intent: string | null;
}

export interface EpisodeRow extends Owned, Profile {
  episode_no: number;
  initiated_by: Initiator;
  intent: string | null;
  reason: string | null;
  queue: string | null;
  started_at: number;
  ended_at: number | null;
  times_assumed: boolean;
  outcome: Outcome | null;
  eligible: boolean;
  requested: boolean;
  escalated: boolean;
  accepted: boolean;
  completed: boolean;
  proactive: boolean | null;
  customer_turns: number;
  bot_turns: number;
  resumed: boolean;
  silent: boolean;
  request_turns: number | null;
  distress_turns: number | null;
  mood_known: boolean;
  negative_at: number | null;
  resolved: boolean;
  settled: boolean;
  taken: number;
  handle_seconds: number;
  contact_no: number;
  contact_first: boolean;
  contact_intent: string | null;
  contact_resolved: boolean;
  same_before_at: number | null;
  same_after_at: number | null;
}

export interface Callback {
  callback_at: number | null;
  callback_key: Key | null;
  callback_reasons: string[];
}

export type ContactKind = 'first' | 'repeat';

/** What a handoff's row owes to the customer's other contacts. */
export interface Standing extends Callback {
  contact_kind: ContactKind | null;
}

export interface HandoffRow extends Owned, Profile, Standing {
  handoff_key: Key;
  handoff_id: string | null;
  episode_no: number | null;
  chain_key: Key;
  hop: number;
  purpose: DataOf<'handoff.initiated'>['purpose'];
  from_kind: 'bot' | 'human' | 'system';
  to_kind: 'bot' | 'human' | 'system';
  from_queue: string | null;
  queue: string | null;
  skill: string | null;
  tier: string | null;
  reason: string | null;
  reasons: string[];
  signal: 'explicit' | 'inferred';
  rule: string | null;
  proactive: boolean | null;
  intent: string | null;
  confidence_bp: number | null;
  sentiment_bp: number | null;
  failed_code: string | null;
  priority: string | null;
  consent_scopes: string[] | null;
  notified: boolean | null;
  fallback: string | null;
  context_fields: string[];
  context_required: number;
  context_present: number;
  starved: boolean;
  initiated_at: number;
  delivered_at: number | null;
  accepted_at: number | null;
  joined_at: number | null;
  replied_at: number | null;
  taken_at: number | null;
  failed_at: number | null;
  failed_reason: string | null;
  reroutes: number;
  first_action_at: number | null;
  resolved_at: number | null;
  ended_at: number | null;
  deadline_at: number | null;
  leak_at: number;
  resolution: DataOf<'handoff.resolved'>['resolution']['outcome'] | null;
  resolved_intent: string | null;
  disposition: string | null;
  repeated: number | null;
  transferred: boolean;
  actions_required: number;
  actions_correct: number;
  actions_wrong: number;
  judged_due_at: number | null;
  readback: boolean | null;
  helped_at: number | null;
  bot_last_at: number | null;
  idle_seconds: number | null;
  handle_seconds: number | null;
  chain_hops: number | null;
  again_at: number | null;
  offloaded_at: number | null;
  assist: 'with_bot' | 'alone' | null;
  times_assumed: boolean;
}

export interface ActionRow extends Owned, Profile {
  action_key: Key;
  handoff_key: Key | null;
  intent: string | null;
  queue: string | null;
  reason: string | null;
  tier: string | null;
  priority: string | null;
  purpose: HandoffRow['purpose'] | null;
  signal: HandoffRow['signal'] | null;
  kind: string | null;
  promised: boolean | null;
  result: ActionResult | null;
  cause: DataOf<'action.recorded'>['cause'] | null;
  evidence: DataOf<'action.recorded'>['evidence'] | null;
  due_at: number | null;
  recorded_at: number | null;
  anchor_at: number;
}

export interface SurveyRow extends Owned, Profile {
  event_uid: string;
  episode_no: number | null;
  handoff_key: Key | null;
  survey_kind: NonNullable<DataOf<'survey.recorded'>['kind']>;
  leg: DataOf<'survey.recorded'>['leg'];
  score_milli: number;
  points: number | null;
  promotes: number | null;
  intent: string | null;
  queue: string | null;
  reason: string | null;
  answered_at: number;
  anchor_at: number;
}

export interface ConversationFacts {
  conversation: ConversationRow;
  contacts: ContactRow[];
  episodes: EpisodeRow[];
  handoffs: HandoffRow[];
  actions: ActionRow[];
  surveys: SurveyRow[];
}

/** An order of keys that does not depend on a locale. */
export const compareKeys = (a: Key, b: Key): number => (a < b ? -1 : Number(a > b));
