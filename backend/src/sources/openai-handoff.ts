import { type DataOf, reasons as knownReasons } from '../contract/events.js';
import type { Call } from './openai-record.js';
import { isRecord, Refusal } from './source.js';
import { labelOf, wordsIn } from './words.js';

type Initiated = DataOf<'handoff.initiated'>;
type Reason = (typeof knownReasons)[number];

/** The one thing that a reward judges: whether the task was done. */
export const task = { id: 'task', kind: 'complete_task' } as const;

/** Of an entity, as the contract has it. */
const longestName = 120;

/** Under these names tools take what the human should read. */
const summaryKeys = ['summary', 'message', 'description', 'note', 'notes', 'issue'];

/** A handoff as the tool's call says it; the transcript does not travel with it, only the arguments do. */
export function handoffOf(id: string, call: Call, tried: readonly string[]): Initiated {
  const given = isRecord(call.arguments) ? call.arguments : {};
  const summaryKey = summaryKeys.find((key) => typeof given[key] === 'string' && given[key] !== '');
  const summary = textOf(summaryKey === undefined ? call.arguments : given[summaryKey]);
  const reason = textOf(given.reason);
  const rest = Object.entries(given).filter(
    ([key, value]) => key !== summaryKey && key !== 'reason' && value !== null,
  );
  if (rest.some(([key]) => key.length > longestName))
    throw new Refusal(`a handoff's argument must not have a name longer than ${longestName} characters`);
  const context = {
    ...(summary === undefined ? {} : { summary: { situation: summary } }),
    ...(rest.length === 0 ? {} : { entities: Object.fromEntries(rest) }),
    ...(tried.length === 0 ? {} : { attempts: tried.slice(-100).map((action) => ({ action })) }),
  };
  return {
    handoff_id: id,
    purpose: 'escalation',
    from: { kind: 'bot' },
    to: { kind: 'human' },
    reasons: [reasonOf(reason, summary)],
    reason_raw: reason,
    signal: 'explicit',
    rule: labelOf(call.name),
    context: Object.keys(context).length > 0 ? context : undefined,
    required_actions: [{ ...task }],
  };
}

const textOf = (value: unknown) => (typeof value === 'string' && value !== '' ? wordsIn(value) : undefined);

/** Only what is said outright: one of the known reasons by name, or a customer who asked for a person. */
function reasonOf(reason: string | undefined, summary: string | undefined): Reason {
  const name = reason
    ?.trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
  const known = knownReasons.find((each) => each === name);
  if (known) return known;
  const asks =
    /\b(ask|asks|asked|asking|request|requests|requested|requesting|want|wants|wanted|like|likes|insists?)\b (to|on) (speak|talk|speaking|talking)( to| with) (a|an|the)? ?(\w+ )?(human|person|supervisor|manager|agent|representative)\b/i;
  return asks.test(`${reason ?? ''} ${summary ?? ''}`) ? 'customer_request' : 'unknown';
}
