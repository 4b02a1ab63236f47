import type { CsvMapping } from './mapping';

type ColumnField = Exclude<keyof CsvMapping, 'zone' | 'dates' | 'roles' | 'events' | 'infer_handoffs'>;

/** What a column of a table can be, in the order in which it is asked. */
export const columnFields: readonly { field: ColumnField; label: string; hint: string; needed?: true }[] = [
  { field: 'conversation', label: 'Conversation', hint: 'the same in all its rows', needed: true },
  {
    field: 'time',
    label: 'Time',
    hint: 'RFC 3339, a date and a time, a spreadsheet’s day number, or epoch',
    needed: true,
  },
  { field: 'date', label: 'Date', hint: 'if the time stands without it' },
  { field: 'role', label: 'Who speaks', hint: 'customer, bot, human or system' },
  { field: 'text', label: 'What is said', hint: 'encrypted, erasable' },
  { field: 'event', label: 'What happens', hint: 'something else than a turn' },
  { field: 'intent', label: 'Intent', hint: 'as the bot understood it' },
  { field: 'confidence', label: 'Confidence', hint: '0 to 1, or percent' },
  { field: 'sentiment', label: 'Sentiment', hint: '−1 to 1' },
  { field: 'action', label: 'Action', hint: 'what the speaker did' },
  { field: 'customer', label: 'Customer', hint: 'id, mail address or number' },
  { field: 'bot', label: 'Bot', hint: 'its name' },
  { field: 'channel', label: 'Channel', hint: 'web, phone, …' },
  { field: 'language', label: 'Language', hint: 'en, de, …' },
  { field: 'id', label: 'Row’s own id', hint: 'else its content names it' },
  { field: 'handoff_id', label: 'Handoff', hint: 'its id' },
  { field: 'reason', label: 'Reason', hint: 'why it was handed over' },
  { field: 'queue', label: 'Queue', hint: 'where to' },
  { field: 'agent', label: 'Agent', hint: 'who took it' },
];

export const roleChoices = [
  { value: '', label: 'Not said' },
  { value: 'customer', label: 'Customer' },
  { value: 'bot', label: 'Bot' },
  { value: 'human', label: 'Human' },
  { value: 'system', label: 'System' },
];

export const eventChoices = [
  { value: '', label: 'A turn, or nothing' },
  { value: 'handoff.initiated', label: 'Handed over' },
  { value: 'handoff.delivered', label: 'Handoff delivered' },
  { value: 'handoff.accepted', label: 'Handoff accepted' },
  { value: 'handoff.joined', label: 'Human joined' },
  { value: 'handoff.replied', label: 'Human replied' },
  { value: 'handoff.failed', label: 'Handoff failed' },
  { value: 'conversation.ended', label: 'Conversation ended' },
];
