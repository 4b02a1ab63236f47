/**
 * What goes wrong, declared once: the page, the counts, the lists, the tests and the docs read this table.
 * `detectors/predicates.store.ts` says each in SQL. Where a judgement is needed, the threshold stands below with
 * its default, and is shown wherever the detector is.
 */

interface Threshold {
  label: string;
  value: number;
  unit: 'seconds' | 'turns' | 'handoffs' | 'steps' | 'rows' | 'share' | 'sentiment' | 'days' | 'characters';
}
export const thresholds = {
  orphan_seconds: { label: 'Without an owner for', value: 900, unit: 'seconds' },
  third_handoff: { label: 'Handoffs in one chain', value: 3, unit: 'handoffs' },
  short_path_turns: { label: 'Short path: customer turns at most', value: 2, unit: 'turns' },
  request_turns: { label: 'Bot turns after the first request', value: 2, unit: 'turns' },
  distress_turns: { label: 'Bot turns after the first distress', value: 3, unit: 'turns' },
  distress_sentiment: { label: 'Distress: sentiment at or below', value: -0.5, unit: 'sentiment' },
  trivial_seconds: { label: 'Trivial: human time at most', value: 120, unit: 'seconds' },
  trivial_steps: { label: 'Trivial: steps reported at most', value: 1, unit: 'steps' },
  drift_share: { label: 'Share of events that moved by', value: 0.1, unit: 'share' },
  drift_days: { label: 'The past: days before the range, at least', value: 28, unit: 'days' },
  overtaken_seconds: {
    label: 'Came within',
    value: 3600,
    unit: 'seconds',
  },
  apart_seconds: { label: 'The other side begins within', value: 3600, unit: 'seconds' },
  overflow_seconds: { label: 'Waited longer than', value: 300, unit: 'seconds' },
  long_context: { label: 'Long: characters, more than', value: 8000, unit: 'characters' },
  gaming_times: { label: 'By this many times', value: 3, unit: 'handoffs' },
  gaming_days: { label: 'Within days', value: 90, unit: 'days' },
  least_rows: { label: 'Judged from this many rows on', value: 30, unit: 'rows' },
} as const satisfies Record<string, Threshold>;
export type ThresholdName = keyof typeof thresholds;

export const detectorGroups = {
  context: 'Context that does not arrive',
  routing: 'Handoffs that nobody has',
  bot: 'The bot at the border',
} as const;

/** What a source may never say of its handoffs: `sources that do not say …`. */
export const needNames = { context: 'what travels', acts: 'when somebody acts' } as const;
export type Need = keyof typeof needNames;

interface Detector {
  label: string;
  group: keyof typeof detectorGroups;
  question: string;
  /** What is counted. */
  counts: string;
  /** Over which rows: those where it can be told. */
  over: string;
  /** What it cannot see. */
  blind: string;
  population: 'handoff' | 'episode';
  thresholds: readonly ThresholdName[];
  /** It reads words: of erased people and of sources without words it knows only what was seen before. */
  reads?: 'words';
  /** It is told only of sources that have ever said this. */
  needs?: Need;
  /** It counts what is not there: of a source that never sends any of these, nobody can tell. */
  absent?: readonly AbsentAbility[];
}
type AbsentAbility = 'actions' | 'resolutions' | 'fallbacks';

/** The languages whose words are known (detectors/phrases.ts). */
export const phraseLanguages = ['en', 'de', 'es', 'pt', 'fr', 'it', 'nl', 'ja'] as const;
const inWords =
  'Words are known in English, German, Spanish, Portuguese, French, Italian, Dutch and Japanese.';

export const detectors = {
  starved: {
    label: 'Starved of context',
    group: 'context',
    question: 'Does the receiver get a ticket or a phone number, and nothing else?',
    counts: 'No context field travelled but a phone number.',
    over: 'handoffs of sources that say what travels with them',
    blind: 'Context that reaches the receiver past the record, such as a screen that both can open.',
    population: 'handoff',
    thresholds: [],
    needs: 'context',
  },
  compressed: {
    label: 'Compressed to a code',
    group: 'context',
    question: 'Does a code travel in the place of what the bot knew?',
    counts:
      'A reason, a failure code or a disposition stands on it, something the bot had did not travel, and neither summary, transcript, customer data nor attempts did.',
    over: 'handoffs before which turns were recorded, so that it is known what the bot had, of sources that say what travels',
    blind: 'What the bot knew and its turns do not show, such as what it looked up elsewhere.',
    population: 'handoff',
    thresholds: [],
    needs: 'context',
  },
  no_summary: {
    label: 'No summary',
    group: 'context',
    question: 'Must the receiver read everything to know what it is about?',
    counts: 'None of situation, background, assessment and recommendation travelled.',
    over: 'escalations from the bot, of sources that say what travels',
    blind: 'Whether a summary says something useful.',
    population: 'handoff',
    thresholds: [],
    needs: 'context',
  },
  no_sentiment: {
    label: 'Mood not told',
    group: 'context',
    question: 'Does the receiver meet an upset customer unprepared?',
    counts: 'The customer’s sentiment did not travel.',
    over: 'escalations from the bot, of sources that say what travels',
    blind: 'A mood that stands in the words of a summary.',
    population: 'handoff',
    thresholds: [],
    needs: 'context',
  },
  untold: {
    label: 'Attempts not told',
    group: 'context',
    question: 'Is the receiver left to try what the bot has tried?',
    counts: 'The bot acted or failed before the handoff, and its attempts did not travel.',
    over: 'handoffs before which the bot acted, of sources that say what travels',
    blind: 'Attempts that are told in prose: a summary may name them.',
    population: 'handoff',
    thresholds: [],
    needs: 'context',
  },
  asked_again: {
    label: 'Asked again',
    group: 'context',
    question: 'Does the human ask for what was already said?',
    counts:
      'The source reports a repeated field, or a human asks after the handoff for a matter, a name, a number or an address that travelled or that the customer had said to the bot.',
    over: 'handoffs where it was reported, or whose human words were read',
    blind: `Questions in words that are not in the lists, and those that verify on purpose. ${inWords}`,
    population: 'handoff',
    thresholds: [],
    reads: 'words',
  },
  cold_opening: {
    label: 'Cold opening',
    group: 'context',
    question: 'Does the human begin with “How can I help?” as if nothing had been said?',
    counts:
      'The first words of a human ask what it is about or offer help, and name nothing that travelled: not the intent, a name or a number, and not that the notes were read.',
    over: 'handoffs whose first human words were read, of sources that say what travels',
    blind: `A bare greeting counts as neither. References in words that are not in the lists and share no telling word with what travelled. ${inWords}`,
    population: 'handoff',
    thresholds: [],
    reads: 'words',
    needs: 'context',
  },
  cut_short: {
    label: 'Transcript cut',
    group: 'context',
    question: 'Does only the end of the conversation travel?',
    counts:
      'The transcript that travelled has fewer turns, or much less text, than was said, or ends in a mark that it was cut.',
    over: 'handoffs with a transcript, before which turns were recorded',
    blind: 'A transcript that the receiver can open elsewhere as a whole.',
    population: 'handoff',
    thresholds: [],
    reads: 'words',
  },
  too_long: {
    label: 'Too long to read',
    group: 'context',
    question: 'Does more travel than anybody reads before the first word?',
    counts: 'All that travelled together has more characters than that.',
    over: 'handoffs whose context could be read, of sources that say what travels',
    blind: 'A long transcript under a good summary need not be read.',
    population: 'handoff',
    thresholds: ['long_context'],
    reads: 'words',
    needs: 'context',
  },
  over_shared: {
    label: 'Beyond consent',
    group: 'context',
    question: 'What travelled that the customer had not agreed to?',
    counts: 'A context field travelled whose scope is not among the consent scopes that the handoff states.',
    over: 'handoffs that state consent scopes, of sources that say what travels',
    blind: 'Handoffs that state none, and fields for which no scope is known.',
    population: 'handoff',
    thresholds: [],
    needs: 'context',
  },
  orphan: {
    label: 'Orphaned',
    group: 'routing',
    question: 'Who owns this?',
    counts: 'Nobody had accepted, joined, answered or resolved it when its target was over.',
    over: 'handoffs to a human whose target has passed before they ended',
    blind: 'An owner of whom the source says nothing: without acknowledgements everything looks orphaned.',
    population: 'handoff',
    thresholds: ['orphan_seconds'],
  },
  leaked: {
    label: 'Leaked',
    group: 'routing',
    question: 'On which handoffs did nobody act in time?',
    counts: 'No required action and no resolution by the deadline, else within 24 hours.',
    over: 'handoffs whose horizon has passed',
    blind: 'Work of which no action and no resolution is recorded.',
    population: 'handoff',
    thresholds: [],
    needs: 'acts',
    absent: ['actions', 'resolutions'],
  },
  misrouted: {
    label: 'Misrouted',
    group: 'routing',
    question: 'Which ones did a human have to send on?',
    counts: 'A human transferred it onward.',
    over: 'every handoff',
    blind: 'A transfer that was planned, such as from a first to a second tier, counts too.',
    population: 'handoff',
    thresholds: [],
  },
  third_handoff: {
    label: 'Third handoff',
    group: 'routing',
    question: 'Who was passed on, and on again?',
    counts: 'Chains that reached a third handoff or more.',
    over: 'chains of handoffs, each counted at its first',
    blind: 'Hops inside the receiver’s own system that are not sent as handoffs.',
    population: 'handoff',
    thresholds: ['third_handoff'],
  },
  no_fallback: {
    label: 'No fallback',
    group: 'routing',
    question: 'Which ones have nowhere to go when their queue is down?',
    counts: 'The handoff names no fallback, and was not rerouted either.',
    over: 'handoffs to a human or a system',
    blind: 'Fallbacks that the platform knows and does not send.',
    population: 'handoff',
    thresholds: [],
    absent: ['fallbacks'],
  },
  overtaken: {
    label: 'Overtaken',
    group: 'routing',
    question: 'Is the more urgent one taken first?',
    counts: 'A handoff of a lower priority was taken from the same queue while it waited.',
    over: 'handoffs with a priority that waited beside a lower one: in the same queue, having come within the time below of one another',
    blind: 'Who takes it may not have the skill for the more urgent one, and a queue may hold several lists.',
    population: 'handoff',
    thresholds: ['overtaken_seconds'],
  },
  offloaded: {
    label: 'Overflow to the bot',
    group: 'routing',
    question: 'Who waited, and was given back to the bot?',
    counts: 'It was returned to the bot while nobody had taken it.',
    over: 'handoffs to a human that waited longer than the time below',
    blind: 'Returns that the source does not send; a bot that goes on after a failed handoff.',
    population: 'handoff',
    thresholds: ['overflow_seconds'],
  },
  unskilled: {
    label: 'Without the skill',
    group: 'routing',
    question: 'Who took it without the skill that it asked for?',
    counts: 'None of those who accepted or joined it has the skill that the handoff names.',
    over: 'handoffs that name a skill and of whose takers the skills were sent',
    blind: 'Skills under other names than the one that the handoff asks for.',
    population: 'handoff',
    thresholds: [],
    reads: 'words',
  },
  apart: {
    label: 'Sides apart',
    group: 'routing',
    question: 'Do the bot’s side and the desk’s side come as two unrelated conversations?',
    counts:
      'No human is seen in it, but another source has a conversation of the same customer that began at the handoff and that no bot took part in.',
    over: 'handoffs from a bot to a human, of known customers, whose human side is seen: in the same conversation or apart',
    blind:
      'Customers whom the two systems know by different names; handoffs of which the desk sends nothing at all.',
    population: 'handoff',
    thresholds: ['apart_seconds'],
  },
  unlogged: {
    label: 'Nothing to learn from',
    group: 'bot',
    question: 'Which escalations teach the bot nothing?',
    counts: 'No known reason stands on it, or nobody recorded how any hop of it was resolved.',
    over: 'escalations from the bot that have ended',
    blind: 'Whether what was recorded is right.',
    population: 'handoff',
    thresholds: [],
  },
  silent_return: {
    label: 'Silent after return',
    group: 'bot',
    question: 'Did the bot answer when a human gave the customer back?',
    counts: 'After a return to the bot the customer spoke and the bot did not.',
    over: 'episodes that began with a return from a human',
    blind: 'Sources that record no turns.',
    population: 'episode',
    thresholds: [],
  },
  keyword: {
    label: 'By keyword on a short path',
    group: 'bot',
    question: 'Who has learned the word that opens the door?',
    counts:
      'Within the first turns the customer says a word such as “agent”, “manager” or “cancel”, and the bot hands over.',
    over: 'escalations from the bot whose customer’s words were read',
    blind: `Not each of them is a trick: some people simply want a person. ${inWords}`,
    population: 'handoff',
    thresholds: ['short_path_turns'],
    reads: 'words',
  },
  repeat_gamer: {
    label: 'By keyword, again and again',
    group: 'bot',
    question: 'Which customers have made a habit of it?',
    counts:
      'A keyword on a short path, of a customer who has come through by one that many times within the days before, this one included.',
    over: 'escalations from the bot by known customers, whose words were read',
    blind: 'A customer who is served badly by the bot each time has reason to ask each time.',
    population: 'handoff',
    thresholds: ['short_path_turns', 'gaming_times', 'gaming_days'],
    reads: 'words',
  },
  promise: {
    label: 'Promise without an action',
    group: 'bot',
    question: 'What did the bot promise that nobody is asked to do?',
    counts:
      'The bot’s words promise something (a refund, a call, a message), it carried out nothing from then on, and no action is required or recorded from the episode’s start.',
    over: 'episodes in which the bot’s words were read',
    blind: `Promises in words that are not in the lists, and actions that the source does not send. ${inWords}`,
    population: 'episode',
    thresholds: [],
    reads: 'words',
  },
  contradicted: {
    label: 'Contradiction',
    group: 'bot',
    question: 'What was granted before the handoff and refused after it, or the other way round?',
    counts:
      'The last word before it (of the bot, of a human, or a promised action) and what a human says or records after it differ on a refund, a fee, a replacement, a cancellation or an application.',
    over: 'handoffs on both sides of which the same one of these is granted or refused',
    blind: `Other matters, sentences that ask or leave it open, and what another conversation of the customer said. ${inWords}`,
    population: 'handoff',
    thresholds: [],
    reads: 'words',
  },
  stubborn: {
    label: 'Over-stubborn bot',
    group: 'bot',
    question: 'Does the bot go on when the customer has asked for a human, or is upset?',
    counts: 'It took that many turns or more after the first request or the first distress.',
    over: 'episodes with a request for a human in words, or a sentiment that shows distress',
    blind: `Requests in words that are not in the lists; distress where no sentiment is sent. ${inWords}`,
    population: 'episode',
    thresholds: ['request_turns', 'distress_turns', 'distress_sentiment'],
    reads: 'words',
  },
  eager: {
    label: 'Over-eager bot',
    group: 'bot',
    question: 'What did the bot hand over that took a human no effort?',
    counts:
      'Resolved in one go, in a short time and few steps, without a required action or a transfer, and handed over neither by rule, nor on request, nor for want of staff.',
    over: 'resolved escalations from the bot with known times',
    blind: 'A short answer may have needed a person all the same.',
    population: 'handoff',
    thresholds: ['trivial_seconds', 'trivial_steps'],
  },
} as const satisfies Record<string, Detector>;

export type DetectorName = keyof typeof detectors;
export const detectorNames = Object.keys(detectors) as [DetectorName, ...DetectorName[]];
export const detectorOf = (name: DetectorName): Detector => detectors[name];

export const driftKinds = ['appeared', 'vanished', 'shape', 'more', 'less'] as const;
/** What a source may never send, each with what cannot be measured without it. */
export const abilities = {
  handoffs: 'Escalations and everything after them',
  context: 'What travels with a handoff: completeness, starvation, context lost',
  turns: 'Turns, what the bot knew, distress',
  customers: 'Callbacks',
  acknowledgements: 'Time to acknowledge, orphans, waiting',
  human_turns: 'Time to reply, repeated questions',
  actions: 'Fidelity and time to action',
  resolutions: 'Intent mismatch, over-eager handoffs',
  repeats: 'Repeat rate as reported',
  sentiment: 'Distress',
  fallbacks: 'Handoffs without a fallback',
  endings: 'How episodes end',
} as const;
export type Ability = keyof typeof abilities;
