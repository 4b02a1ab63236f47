import type { PreviewColumn } from '../contract/imports.js';
import { cellNumber } from '../sources/cell-number.js';
import type { CsvMapping } from '../sources/csv-mapping.js';
import { joinedTime, readTime, type TimeRules } from '../sources/times.js';

type Clock = { date: PreviewColumn; time: PreviewColumn };
type Field = Exclude<keyof CsvMapping, 'date' | 'zone' | 'dates' | 'roles' | 'events' | 'infer_handoffs'>;

/** Names that columns have in exports, in lower case without blanks, dots, `_` and `-`; the surest first. */
const names: Record<Field, readonly string[]> = {
  conversation: [
    'conversationid',
    'conversation',
    'sessionid',
    'session',
    'chatid',
    'dialogid',
    'ticketid',
    'caseid',
    'threadid',
    'chat',
    'callid',
    'contactid',
    'ticket',
    'ticketnumber',
    'case',
    'casenumber',
    'thread',
    'dialog',
  ],
  time: [
    'timestamp',
    'time',
    'datetime',
    'createdat',
    'sentat',
    'messagetime',
    'date',
    'ts',
    'eventtime',
    'zeit',
    'zeitstempel',
    'at',
    'when',
    'occurredat',
    'receivedat',
    'openedat',
    'startedat',
    'starttime',
    'created',
    'sent',
    'opened',
    'start',
    'startdate',
    'began',
  ],
  id: ['messageid', 'rowid', 'eventid', 'turnid', 'uuid', 'id'],
  role: [
    'role',
    'sender',
    'sendertype',
    'speaker',
    'author',
    'authortype',
    'participant',
    'from',
    'actor',
    'direction',
    'rolle',
    'who',
  ],
  text: [
    'text',
    'message',
    'utterance',
    'content',
    'body',
    'transcript',
    'messagetext',
    'nachricht',
    'words',
    'said',
  ],
  intent: ['intent', 'intentname', 'topintent', 'botintent', 'detectedintent', 'topic'],
  confidence: ['confidence', 'intentconfidence', 'nluconfidence', 'certainty', 'probability', 'score'],
  sentiment: ['sentiment', 'sentimentscore'],
  action: ['action', 'actionname'],
  customer: [
    'customerid',
    'customer',
    'customeremail',
    'userid',
    'user',
    'contact',
    'email',
    'phone',
    'kunde',
    'kundennummer',
  ],
  channel: ['channel', 'channeltype', 'medium', 'kanal'],
  language: ['language', 'lang', 'locale', 'sprache'],
  bot: ['bot', 'botid', 'botname', 'assistant'],
  event: [
    'event',
    'eventtype',
    'eventname',
    'escalated',
    'handedover',
    'handedoff',
    'transferred',
    'type',
    'kind',
    'what',
  ],
  handoff_id: ['handoffid', 'escalationid', 'transferid'],
  reason: ['reason', 'handoffreason', 'escalationreason', 'transferreason', 'grund'],
  queue: ['queue', 'queuename', 'department', 'team', 'skill', 'group', 'warteschlange'],
  agent: ['agent', 'agentid', 'agentname', 'assignee', 'operator'],
};

/** Columns that hold the date, or the time of day, alone. */
const dateNames = ['date', 'day', 'datum', 'createddate', 'messagedate', 'startdate', 'fecha'];
const clockNames = [
  'time',
  'timeofday',
  'zeit',
  'uhrzeit',
  'createdtime',
  'messagetime',
  'starttime',
  'hora',
];

/** What values of a role column mean; others must be said. */
const roles: Record<string, 'customer' | 'bot' | 'human' | 'system'> = {
  customer: 'customer',
  user: 'customer',
  visitor: 'customer',
  client: 'customer',
  end_user: 'customer',
  enduser: 'customer',
  consumer: 'customer',
  caller: 'customer',
  kunde: 'customer',
  inbound: 'customer',
  incoming: 'customer',
  bot: 'bot',
  assistant: 'bot',
  chatbot: 'bot',
  virtual_agent: 'bot',
  virtualagent: 'bot',
  ai: 'bot',
  va: 'bot',
  ivr: 'bot',
  human: 'human',
  agent: 'human',
  operator: 'human',
  advisor: 'human',
  live_agent: 'human',
  liveagent: 'human',
  representative: 'human',
  mitarbeiter: 'human',
  system: 'system',
  service: 'system',
  activity: 'system',
};

/** What values of an event column mean. */
const events: Record<string, NonNullable<CsvMapping['events']>[string]> = {
  handoff: 'handoff.initiated',
  handover: 'handoff.initiated',
  escalation: 'handoff.initiated',
  escalated: 'handoff.initiated',
  transfer: 'handoff.initiated',
  transferred: 'handoff.initiated',
  'handoff.initiated': 'handoff.initiated',
  accepted: 'handoff.accepted',
  assigned: 'handoff.accepted',
  'handoff.accepted': 'handoff.accepted',
  joined: 'handoff.joined',
  'handoff.joined': 'handoff.joined',
  ended: 'conversation.ended',
  closed: 'conversation.ended',
  end: 'conversation.ended',
  'conversation.ended': 'conversation.ended',
  handoff_failed: 'handoff.failed',
  'handoff.failed': 'handoff.failed',
};

/** A column that is named after the handoff says yes or no. */
const yes = ['yes', 'y', 'true', '1', 'x', 'ja', 'oui', 'si', 'sí', 'sim'];
const handedOver = Object.fromEntries(yes.map((word) => [word, 'handoff.initiated' as const]));
const saysYesOrNo = ['escalated', 'handedover', 'handedoff', 'transferred'];

const bare = (name: string): string => name.toLowerCase().replace(/[\s._-]+/g, '');
const spelled = (value: string): string =>
  value
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');

/** What the columns of a table may mean, by their names and by what stands in them. Each column is one field at most. */
export function guessMapping(columns: readonly PreviewColumn[]): Partial<CsvMapping> {
  const free = new Map(columns.map((column) => [bare(column.name), column]));
  const taken: Partial<Record<Field | 'date', PreviewColumn>> = {};
  for (const [field, known] of Object.entries(names) as [Field, readonly string[]][]) {
    const name = known.find((each) => free.has(each) && fits(field, free.get(each)));
    const column = name === undefined ? undefined : free.get(name);
    if (!column) continue;
    taken[field] = column;
    free.delete(name as string);
  }
  const clock = taken.time ? undefined : clockOf(free);
  if (clock) Object.assign(taken, clock);
  // Words without a speaker are no turn.
  if (!taken.role) delete taken.text;
  const isFlag = taken.event !== undefined && saysYesOrNo.includes(bare(taken.event.name));
  // Where each row is a turn, yes in each of them would be a handoff each.
  if (isFlag && taken.role) delete taken.event;
  const mapping: Partial<CsvMapping> = Object.fromEntries(
    Object.entries(taken).map(([field, column]) => [field, column.name]),
  );
  const roleValues = valuesOf(taken.role, roles);
  if (roleValues) mapping.roles = roleValues;
  const eventValues = valuesOf(taken.event, isFlag ? { ...events, ...handedOver } : events);
  if (eventValues) mapping.events = eventValues;
  const times = taken.time?.samples ?? [];
  Object.assign(mapping, timeRules(clock ? joinedSamples(clock) : times));
  if (taken.role && !eventValues) mapping.infer_handoffs = true;
  return mapping;
}

/** Date and time of day, where no column holds both. */
function clockOf(free: ReadonlyMap<string, PreviewColumn>): Clock | undefined {
  const held = (named: readonly string[]) => named.flatMap((name) => free.get(name) ?? []);
  for (const date of held(dateNames)) {
    for (const time of held(clockNames)) {
      if (date !== time && joinedSamples({ date, time }).every(isTime)) return { date, time };
    }
  }
  return undefined;
}

/** Samples are single cells, not rows: each date is read with the first time, each time with the first date. */
function joinedSamples({ date, time }: Clock): string[] {
  const [day = ''] = date.samples;
  const [clock = ''] = time.samples;
  return [
    ...date.samples.map((each) => joinedTime(each, clock)),
    ...time.samples.map((each) => joinedTime(day, each)),
  ];
}

/** What must be said for the times to be read: which comes first where a day is beyond twelve, and UTC as a first guess. */
function timeRules(samples: readonly string[]): Pick<CsvMapping, 'zone' | 'dates'> {
  const isRead = (rules: TimeRules) =>
    samples.every((sample) => typeof readTime(sample, { ...rules, cell: true }) !== 'string');
  const orders = [undefined, 'dmy', 'mdy'] as const;
  const plain = orders.find((dates) => isRead({ dates }));
  if (plain !== undefined || isRead({})) return plain === undefined ? {} : { dates: plain };
  const dates = orders.find((order) => isRead({ dates: order, zone: 'UTC' }));
  return dates === undefined ? { zone: 'UTC' } : { zone: 'UTC', dates };
}

const isTime = (sample: string): boolean =>
  (['dmy', 'mdy'] as const).some(
    (dates) => typeof readTime(sample, { zone: 'UTC', dates, cell: true }) !== 'string',
  );

/** A column of times must hold times, whatever it is called. */
function fits(field: Field, column: PreviewColumn | undefined): boolean {
  if (!column || column.samples.length === 0) return field !== 'time' && field !== 'conversation';
  if (field === 'time') return column.samples.every(isTime);
  if (field === 'confidence' || field === 'sentiment')
    return column.samples.every((sample) => cellNumber(sample) !== undefined);
  return true;
}

function valuesOf<Meaning>(
  column: PreviewColumn | undefined,
  known: Record<string, Meaning>,
): Record<string, Meaning> | undefined {
  const found = (column?.values ?? []).flatMap((value) => {
    const meaning = Object.hasOwn(known, spelled(value)) ? known[spelled(value)] : undefined;
    return meaning === undefined ? [] : [[value, meaning] as const];
  });
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}
