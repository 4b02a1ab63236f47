import type { PreviewColumn } from '../contract/imports.js';
import { bareName, eventsIn, handedOverNames, rolesIn } from '../contract/table-words.js';
import { cellNumber } from '../sources/cell-number.js';
import type { CsvMapping } from '../sources/csv-mapping.js';
import { joinedTime, readTime, type TimeRules } from '../sources/times.js';

type Field = Exclude<keyof CsvMapping, 'date' | 'zone' | 'dates' | 'roles' | 'events' | 'infer_handoffs'>;
type Clock = { date: PreviewColumn; time: PreviewColumn };

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
    'started',
    'start',
    'startdate',
    'createdon',
    'createddate',
    'createdtime',
    'messagetimestamp',
    'created',
    'sent',
    'opened',
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
  event: ['event', 'eventtype', 'eventname', 'systemevent', 'activity', 'type', 'kind', 'what'],
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

/** What the columns of a table may mean, by their names and by what stands in them. Each column is one field at most. */
export function guessMapping(columns: readonly PreviewColumn[]): Partial<CsvMapping> {
  const free = new Map(columns.map((column) => [bareName(column.name), column]));
  const taken: Partial<Record<Field | 'date', PreviewColumn>> = {};
  const take = (field: Field, known: readonly string[]): void => {
    const fitting = known.filter((name) => free.has(name) && fits(field, free.get(name)));
    const name = fitting.find((each) => saysIt(field, free.get(each))) ?? fitting[0];
    const column = name === undefined ? undefined : free.get(name);
    if (!column) return;
    taken[field] = column;
    free.delete(name as string);
  };
  for (const [field, known] of Object.entries(names) as [Field, readonly string[]][]) take(field, known);
  // Beside turns such a word stands in every row of its conversation.
  if (!taken.role && !taken.event)
    take(
      'event',
      handedOverNames.filter((name) => saysIt('event', free.get(name))),
    );
  const clock = taken.time ? undefined : clockOf(free);
  if (clock) Object.assign(taken, clock);
  // Words without a speaker are no turn.
  if (!taken.role) delete taken.text;
  const mapping: Partial<CsvMapping> = Object.fromEntries(
    Object.entries(taken).map(([field, column]) => [field, column.name]),
  );
  const roles = taken.role ? rolesIn(taken.role) : {};
  if (Object.keys(roles).length > 0) mapping.roles = roles;
  const events = taken.event ? eventsIn(taken.event) : {};
  if (Object.keys(events).length > 0) mapping.events = events;
  else if (taken.role) mapping.infer_handoffs = true;
  Object.assign(mapping, timeRules(clock ? joinedSamples(clock) : (taken.time?.samples ?? [])));
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

/**
 * What must be said for the times to be read: what comes first in a date, where some day is beyond twelve, and UTC as a
 * first guess. Dates that can be read both ways are left to whoever knows: the wrong guess would move them unseen.
 */
function timeRules(samples: readonly string[]): Pick<CsvMapping, 'zone' | 'dates'> {
  const isRead = (rules: TimeRules) =>
    samples.every((sample) => typeof readTime(sample, { ...rules, cell: true }) !== 'string');
  const zoned = { zone: 'UTC' };
  if (isRead({})) return {};
  if (isRead(zoned)) return zoned;
  const orders = (['dmy', 'mdy'] as const).filter((dates) => isRead({ ...zoned, dates }));
  const [dates] = orders;
  const zone = dates !== undefined && isRead({ dates }) ? {} : zoned;
  return orders.length === 1 ? { ...zone, dates } : zone;
}

const isTime = (sample: string): boolean =>
  (['dmy', 'mdy'] as const).some(
    (dates) => typeof readTime(sample, { zone: 'UTC', dates, cell: true }) !== 'string',
  );

/** Whatever it is called: a column of times must hold times, and whoever speaks is one of a few. */
function fits(field: Field, column: PreviewColumn | undefined): boolean {
  if (!column || column.samples.length === 0) return field !== 'time' && field !== 'conversation';
  if (field === 'time') return column.samples.every(isTime);
  if (field === 'confidence' || field === 'sentiment')
    return column.samples.every((sample) => cellNumber(sample) !== undefined);
  return field === 'role' ? column.values !== null : true;
}

/** Whether some of the column's words are the field's own. */
function saysIt(field: Field, column: PreviewColumn | undefined): boolean {
  if (!column) return false;
  if (field === 'role') return Object.keys(rolesIn(column)).length > 0;
  return field === 'event' && Object.keys(eventsIn(column)).length > 0;
}
