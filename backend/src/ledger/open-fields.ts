import { type EventType, type IncomingType, isDecision } from '../contract/event-types.js';
import type { CloudEvent, DataOf } from '../contract/events.js';

/**
 * What of an event stands readable in its ledger entry for ever (`pub` in the entry): enumerations, labels,
 * whole numbers, times in ms. No words of a customer, no ids of people. Everything that is counted reads only
 * these fields, so that numbers do not change when a person is erased.
 */
export interface Pub {
  /** 1 when the source had no clock and the time was assumed. */
  assumed?: 1;
  /** The `sequence` extension: orders events of equal time. */
  seq?: number;
  /** The `revision` extension: of a vendor's record, the events of the highest hold. */
  rev?: number;
  bot?: string;
  bot_version?: string;
  channel?: string;
  language?: string;
  segment?: string;
  initiated_by?: 'customer' | 'business';
  role?: DataOf<'turn.recorded'>['role'];
  intent?: string;
  /** Confidence in basis points, 0..10000. */
  confidence_bp?: number;
  /** Sentiment in basis points, -10000..10000. */
  sentiment_bp?: number;
  action?: string;
  failed_code?: string;
  requests_human?: boolean;
  sources?: number;
  model?: string;
  by?: 'customer' | 'bot' | 'human' | 'system';
  resolved?: 'confirmed' | 'assumed' | 'no';
  purpose?: DataOf<'handoff.initiated'>['purpose'];
  from_kind?: 'bot' | 'human' | 'system';
  from_queue?: string;
  to_kind?: 'bot' | 'human' | 'system';
  queue?: string;
  skill?: string;
  tier?: string;
  reasons?: string[];
  signal?: 'explicit' | 'inferred';
  rule?: string;
  proactive?: boolean;
  /** Names of the context fields that travelled, sorted: see `contextFields`. */
  context?: string[];
  /** One item per required action, in the order of `link.actions`. */
  actions?: { kind?: string; due?: number; promised?: boolean }[];
  priority?: string;
  scopes?: string[];
  deadline?: number;
  notified?: boolean;
  fallback?: string;
  readback?: boolean;
  reason?: string;
  path?: string;
  next_path?: string;
  kind?: string;
  result?: DataOf<'action.recorded'>['result'];
  cause?: DataOf<'action.recorded'>['cause'];
  evidence?: DataOf<'action.recorded'>['evidence'];
  due?: number;
  /** A reviewer takes back what reviewers said before. */
  withdrawn?: true;
  outcome?: DataOf<'handoff.resolved'>['resolution']['outcome'];
  disposition?: string;
  /** Names of the fields that the customer had to repeat; absent when nobody reported it. */
  repeated?: string[];
  steps?: number;
  /** Score and scale in thousandths. */
  score_milli?: number;
  scale_milli?: [number, number];
  leg?: 'bot' | 'human';
  party?: string;
  version?: string;
  dataset_version?: string;
  improvements?: string[];
  /** Of a decision: what it is about. */
  gap?: string;
  /** Of a decision about two gaps: the other one. */
  other_gap?: string;
  /** Pseudonyms of the handoffs that it names, and of those that the other gap is known by. */
  gap_members?: string[];
  other_members?: string[];
  /** Uid of the decision that it takes back. */
  withdraws?: string;
  /** Of readings by people. */
  plan?: string;
  dataset?: string;
  digest?: string;
  examples?: number;
  format?: string;
  vkey?: string;
  /** Why, as a code of a closed list. */
  code?: string;
  hold?: string;
  class?: string;
  /** How long a class of data is kept; absent: for ever. */
  days?: number;
  /** Counts: leaves, keys, conversations, handoffs, looks at records, problems found. */
  entries?: number;
  keys?: number;
  conversations?: number;
  handoffs?: number;
  views?: number;
  problems?: number;
  /** A metric, and its target from a time on, in millionths of its unit. */
  metric?: string;
  targets?: [at: number, micro: number][];
  /** A tree: its size and root in base64. */
  size?: number;
  root?: string;
  /** What the operator pays, in thousandths of the currency. */
  currency?: string;
  bot_episode_milli?: number;
  human_contact_milli?: number;
  human_hour_milli?: number;
  alert?: string;
  alert_rule?: string;
  alert_channel?: string;
  /** Name of a source whose reading was changed. */
  connection?: string;
  improvement?: string;
  improvement_kind?: string;
  /** Of decided examples, those that a second reader is shown, in ten-thousandths. */
  share_bp?: number;
  /** Of an import: its id, and the source that its events come from. */
  import?: string;
  import_source?: string;
  /** Escalations against what was to be expected, in ten-thousandths. */
  ratio_bp?: number;
}

const basisPoints = (value: number | undefined) =>
  value === undefined ? undefined : Math.round(value * 10_000);
const milliseconds = (value: string | undefined) => (value === undefined ? undefined : Date.parse(value));

type Context = NonNullable<DataOf<'handoff.initiated'>['context']>;

/** Names of the context fields that are present and not empty, sorted; nested ones as `summary.situation`. */
export function contextFields(context: Context | undefined): string[] {
  if (!context) return [];
  const names: string[] = [];
  const isPresent = (value: unknown) =>
    value !== undefined &&
    value !== null &&
    value !== '' &&
    !(Array.isArray(value) && value.length === 0) &&
    !(typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length === 0);
  for (const name of [
    'identity',
    'intent',
    'confidence',
    'sentiment',
    'entities',
    'transcript',
    'attempts',
    'failed_action',
    'sources',
    'phone',
  ] as const) {
    if (isPresent(context[name])) names.push(name);
  }
  if (context.identity?.verified) names.push('identity.verified');
  for (const letter of ['situation', 'background', 'assessment', 'recommendation'] as const) {
    if (isPresent(context.summary?.[letter])) names.push(`summary.${letter}`);
  }
  return names.sort();
}

type Reader<T extends IncomingType> = (data: DataOf<T>) => Pub;

const readers: { [T in IncomingType]: Reader<T> } = {
  'conversation.started': (d) => ({
    bot: d.bot,
    bot_version: d.bot_version,
    channel: d.channel,
    language: d.language,
    segment: d.segment,
    initiated_by: d.initiated_by,
  }),
  'turn.recorded': (d) => ({
    role: d.role,
    intent: d.intent,
    confidence_bp: basisPoints(d.confidence),
    sentiment_bp: basisPoints(d.sentiment),
    action: d.action,
    failed_code: d.failed_action?.code,
    requests_human: d.requests_human,
    sources: d.sources?.length,
    model: d.model,
  }),
  'conversation.ended': (d) => ({ by: d.by, resolved: d.resolved }),
  'handoff.initiated': (d) => ({
    purpose: d.purpose,
    from_kind: d.from.kind,
    from_queue: d.from.queue,
    to_kind: d.to.kind,
    queue: d.to.queue,
    skill: d.to.skill,
    tier: d.to.tier,
    reasons: d.reasons,
    signal: d.signal,
    rule: d.rule,
    proactive: d.proactive,
    intent: d.context?.intent,
    confidence_bp: basisPoints(d.context?.confidence),
    sentiment_bp: basisPoints(d.context?.sentiment),
    failed_code: d.context?.failed_action?.code,
    context: contextFields(d.context),
    actions: d.required_actions?.map((action) => ({
      kind: action.kind,
      due: milliseconds(action.due),
      promised: action.promised,
    })),
    priority: d.priority,
    scopes: d.consent_scopes,
    deadline: milliseconds(d.deadline),
    notified: d.customer_notified,
    fallback: d.fallback,
  }),
  'handoff.delivered': () => ({}),
  'handoff.accepted': (d) => ({ queue: d.queue }),
  'handoff.joined': (d) => ({ queue: d.queue, readback: d.readback === undefined ? undefined : true }),
  'handoff.replied': (d) => ({ queue: d.queue }),
  'handoff.failed': (d) => ({ reason: d.reason, path: d.path, next_path: d.next_path }),
  'handoff.rerouted': (d) => ({ reason: d.reason, path: d.path, next_path: d.next_path }),
  'action.recorded': (d) => ({
    kind: d.kind,
    result: d.result,
    cause: d.cause,
    evidence: d.evidence,
    due: milliseconds(d.due),
    withdrawn: d.withdrawn,
  }),
  'handoff.resolved': (d) => ({
    outcome: d.resolution.outcome,
    intent: d.resolution.intent,
    disposition: d.resolution.disposition,
    repeated: d.resolution.repeated,
    steps: d.resolution.steps?.length,
  }),
  'survey.recorded': (d) => ({
    kind: d.kind,
    score_milli: Math.round(d.score * 1000),
    scale_milli: d.scale && [Math.round(d.scale.min * 1000), Math.round(d.scale.max * 1000)],
    leg: d.leg,
  }),
  'consent.changed': (d) => ({ scopes: d.scopes, party: d.party }),
  'bot.released': (d) => ({
    bot: d.bot,
    version: d.version,
    dataset_version: d.dataset_version,
    improvements: d.improvements,
  }),
};

/** What a decision is about; who decided and their words are personal. */
const decisionFields = [
  'gap',
  'plan',
  'dataset',
  'digest',
  'examples',
  'format',
  'vkey',
  'code',
  'hold',
  'class',
  'days',
  'entries',
  'keys',
  'conversations',
  'handoffs',
  'views',
  'problems',
  'metric',
  'targets',
  'size',
  'root',
  'currency',
  'bot_episode_milli',
  'human_contact_milli',
  'human_hour_milli',
  'alert',
  'alert_rule',
  'alert_channel',
  'connection',
  'other_gap',
  'gap_members',
  'other_members',
  'withdraws',
  'intent',
  'share_bp',
  'improvement',
  'improvement_kind',
  'import',
  'import_source',
  'bot',
  'version',
  'ratio_bp',
] as const satisfies readonly (keyof Pub)[];
const decisionReader = (data: Pub): Pub =>
  Object.fromEntries(decisionFields.map((name) => [name, data[name]])) as Pub;
const decisionPointers: readonly string[] = decisionFields.map((name) => `/${name}`);

const incomingPointers: { [T in IncomingType]: readonly string[] } = {
  'conversation.started': ['/bot', '/bot_version', '/channel', '/language', '/segment', '/initiated_by'],
  'turn.recorded': [
    '/role',
    '/intent',
    '/confidence',
    '/sentiment',
    '/action',
    '/failed_action/code',
    '/requests_human',
    '/model',
  ],
  'conversation.ended': ['/by', '/resolved'],
  'handoff.initiated': [
    '/purpose',
    '/from/kind',
    '/from/queue',
    '/to/kind',
    '/to/queue',
    '/to/skill',
    '/to/tier',
    '/reasons',
    '/signal',
    '/rule',
    '/proactive',
    '/context/intent',
    '/context/confidence',
    '/context/sentiment',
    '/context/failed_action/code',
    '/priority',
    '/consent_scopes',
    '/deadline',
    '/customer_notified',
    '/fallback',
  ],
  'handoff.delivered': [],
  'handoff.accepted': ['/queue'],
  'handoff.joined': ['/queue'],
  'handoff.replied': ['/queue'],
  'handoff.failed': ['/reason', '/path', '/next_path'],
  'handoff.rerouted': ['/reason', '/path', '/next_path'],
  'action.recorded': ['/kind', '/result', '/cause', '/evidence', '/due', '/withdrawn'],
  'handoff.resolved': [
    '/resolution/outcome',
    '/resolution/intent',
    '/resolution/disposition',
    '/resolution/repeated',
  ],
  'survey.recorded': ['/kind', '/score', '/scale/min', '/scale/max', '/leg'],
  'consent.changed': ['/scopes', '/party'],
  'bot.released': ['/bot', '/version', '/dataset_version', '/improvements'],
};

/** Pointers below `data` whose values are open in events of this type. */
export const openPointers = (type: EventType): readonly string[] =>
  isDecision(type) ? decisionPointers : incomingPointers[type];

/** The open fields of a checked event; absent ones are undefined, and no part of their canonical text. */
export function openFields(event: CloudEvent): Pub {
  const read = (isDecision(event.type) ? decisionReader : readers[event.type]) as (data: unknown) => Pub;
  const pub: Pub = read(event.data);
  if (event.timeassumed) pub.assumed = 1;
  if (event.sequence !== undefined) pub.seq = Number(event.sequence);
  if (event.revision !== undefined) pub.rev = Number(event.revision);
  return pub;
}
