import type { DatasetRequest } from '../contract/datasets.js';

/** How a column stands in formats that have types. `coded`: a text whose values are known before the first row. */
export type ColumnType = 'text' | 'coded' | 'float' | 'int' | 'bool';

interface Described {
  type: ColumnType;
  nullable?: true;
  says: string;
}

/** Those of examples of a kind alone: words with the intent that they stand for. */
const ofIntents = {
  gap: { type: 'coded', says: 'Id of the gap that it was found in' },
  handoff: { type: 'text', says: 'Key of the handoff that it was taken from, a pseudonym' },
  answer: { type: 'text', nullable: true, says: 'What the human answered, masked' },
  reply: { type: 'text', nullable: true, says: 'What the bot replied, masked' },
  quality: {
    type: 'coded',
    nullable: true,
    says: 'Who says that the label is right: reviewed, resolved, agreed or suggested',
  },
  decision: {
    type: 'text',
    nullable: true,
    says: 'Uid of the decision of a person that the label rests on',
  },
} as const satisfies Record<string, Described>;

/** What was known at a turn: everything up to it, and nothing after it. */
const known = {
  episode: { type: 'int', says: 'Which stretch of the bot within the conversation, from 1' },
  turn: { type: 'int', says: 'Which turn of the stretch, from 1; the customer’s and the bot’s' },
  at: { type: 'text', says: 'When it was said' },
  party: { type: 'text', says: 'Who spoke: customer or bot' },
  channel: { type: 'text', nullable: true, says: 'As last named' },
  bot: { type: 'text', nullable: true, says: 'As last named' },
  bot_version: { type: 'text', nullable: true, says: 'As last named' },
  segment: { type: 'text', nullable: true, says: 'As last named' },
  hour: { type: 'int', says: 'Hour of the day in the zone of the request, 0 to 23' },
  weekday: { type: 'int', says: 'Day of the week in that zone, 1 is Monday' },
  earlier_escalations: { type: 'int', says: 'Escalations of the conversation so far' },
  seconds_since_start: { type: 'float', says: 'Seconds since the first turn of the stretch' },
  seconds_since_previous: { type: 'float', nullable: true, says: 'Seconds since the turn before it' },
  customer_turns: { type: 'int', says: 'Turns of the customer so far' },
  bot_turns: { type: 'int', says: 'Turns of the bot so far' },
  characters: { type: 'int', nullable: true, says: 'Length of the turn; null without words' },
  customer_characters: { type: 'int', says: 'Length of all that the customer said so far' },
  repeats: { type: 'int', says: 'Turns of the customer in words that they had used before, in any order' },
  intent: { type: 'text', nullable: true, says: 'What the bot last understood' },
  intent_changes: { type: 'int', says: 'How often that changed' },
  confidence: { type: 'float', nullable: true, says: 'How sure the bot last was, 0 to 1' },
  confidence_min: { type: 'float', nullable: true, says: 'The least that it was' },
  no_match: { type: 'int', says: 'Turns in which the bot understood nothing, as the source names it' },
  sentiment: { type: 'float', nullable: true, says: 'The customer’s last mood, -1 to 1' },
  sentiment_min: { type: 'float', nullable: true, says: 'The worst so far' },
  negative_turns: { type: 'int', says: 'Turns of the customer in a negative mood' },
  asked_for_human: { type: 'int', says: 'Turns in which the customer asked for a human' },
  action: { type: 'text', nullable: true, says: 'What the bot last did' },
  actions: { type: 'int', says: 'Turns in which the bot did something' },
  failed_actions: { type: 'int', says: 'Those of them that failed' },
  failed_code: { type: 'text', nullable: true, says: 'What failed last' },
} as const satisfies Record<string, Described>;

/** What came of it: never an input of a model. */
const outcome = {
  escalated: {
    type: 'bool',
    nullable: true,
    says: 'Whether the stretch ended in an escalation; null while nobody knows. Not an input',
  },
  escalated_within: {
    type: 'bool',
    nullable: true,
    says: 'Whether it did so within the turns that the request names; null while nobody knows. Not an input',
  },
  turns_to_escalation: {
    type: 'int',
    nullable: true,
    says: 'Turns between this one and the escalation; null without one. Not an input',
  },
  censored: { type: 'bool', says: 'The stretch was still open when the version was built' },
} as const satisfies Record<string, Described>;

const described = {
  id: { type: 'text', says: 'The example: the same handoff or turn has the same id in every version' },
  text: { type: 'text', says: 'What was said, personal data masked' },
  label: {
    type: 'coded',
    says: 'The intent that the words stand for; of a turn, escalated, not_escalated or open',
  },
  split: {
    type: 'coded',
    says: 'train, validation or test; no conversation, and of words no near-duplicate, on two sides',
  },
  language: { type: 'coded', nullable: true, says: 'As the source named it' },
  source: { type: 'text', says: 'Name of the source that sent it' },
  event: { type: 'text', says: 'Uid of the ledger event that it was taken from' },
  weight: { type: 'float', nullable: true, says: 'Weight in training' },
  conversation: { type: 'text', nullable: true, says: 'Key of the conversation, a pseudonym' },
  ...ofIntents,
  ...known,
  ...outcome,
} as const satisfies Record<string, Described>;

export type Column = keyof typeof described;
export type KnownFeature = keyof typeof known;
export type Feature = KnownFeature | keyof typeof outcome;

const featureNames: ReadonlySet<string> = new Set(Object.keys({ ...known, ...outcome }));
export const isFeature = (name: Column): name is Feature => featureNames.has(name);
export const isColumn = (name: string): name is Column => name in described;
export const typeOf = (name: Column): ColumnType => described[name].type;
export const isNullable = (name: Column): boolean => 'nullable' in described[name];
export const noteOf = (name: Column): string => described[name].says;

/** Of words with an intent. */
export const columns = [
  'id',
  'text',
  'label',
  'split',
  'language',
  'gap',
  'handoff',
  'source',
  'event',
  'answer',
  'reply',
  'quality',
  'decision',
  'weight',
] as const satisfies readonly Column[];
/** Those of versions whose manifest names none. */
export const firstColumns = columns.slice(0, 9);

const turnColumns: readonly Column[] = [
  'id',
  'conversation',
  ...(['episode', 'turn', 'at', 'party'] as const),
  'text',
  'language',
  ...(Object.keys(known) as KnownFeature[]).slice(4),
  ...(Object.keys(outcome) as Feature[]),
  'label',
  'split',
  'weight',
  'source',
  'event',
];

/** What a dataset that is asked for so has, in the order of every format. */
export const columnsFor = ({ turns }: Pick<DatasetRequest, 'turns'>): readonly Column[] =>
  turns ? turnColumns.filter((name) => name !== 'text' || turns.words) : columns;
