import type { HandoffFacts } from './handoff-facts.js';

/** Why a bot hands over, as the end of “The bot … and handed over”. */
const because: Record<string, string> = {
  sentiment_shift: 'noticed the customer’s mood turn',
  low_confidence: 'was not sure enough',
  policy_rule: 'was not allowed to go on',
  customer_request: 'was asked for a human',
  complexity: 'found it too complex',
  action_failed: 'could not carry out an action',
  no_match: 'did not understand',
  out_of_scope: 'was asked for something it does not do',
  capacity: 'had no capacity left',
};

/** One handoff in one sentence: why, to whom, with what, and what came of it. */
export function tell(row: HandoffFacts): string {
  const parts = [opening(row), answered(row), acted(row), calledBack(row)].filter((part) => part !== null);
  return `${parts.join('; ')}.`;
}

function opening(row: HandoffFacts): string {
  const to = receiver(row);
  const context =
    row.context_present === null
      ? '(its source does not say with what)'
      : `with ${row.context_present} of ${row.context_required} context fields`;
  if (row.purpose === 'return') return `A human gave the customer back to ${row.bot ?? 'the bot'} ${context}`;
  if (row.from_kind === 'human') return `A human sent it on to ${to} ${context}`;
  const who = row.bot ?? (row.from_kind === 'bot' ? 'The bot' : 'The system');
  if (row.purpose === 'success') return `${who} completed it and passed it to ${to} ${context}`;
  const why = because[row.reason ?? ''];
  const code = row.failed_code ? ` (${row.failed_code})` : '';
  return why
    ? `${who} ${why}${code} and handed over to ${to} ${context}`
    : `${who} handed over to ${to} ${context}${code}`;
}

function receiver(row: HandoffFacts): string {
  const place = row.queue ?? (row.to_kind === 'human' ? 'a human' : `a ${row.to_kind}`);
  return row.tier ? `${place} ${row.tier}` : place;
}

function answered(row: HandoffFacts): string | null {
  if (row.times_assumed) return row.taken_at ? 'somebody took it' : 'nobody is known to have taken it';
  if (row.failed_at) return `it failed after ${spanInWords(row.initiated_at, row.failed_at)}`;
  if (row.taken_at) return `it was taken after ${spanInWords(row.initiated_at, row.taken_at)}`;
  if (row.to_kind !== 'human') return null;
  return row.ended_at ? 'nobody took it before it ended' : 'nobody has taken it yet';
}

function acted(row: HandoffFacts): string | null {
  const { actions } = row;
  if (actions.length === 0) return row.resolved_at ? 'it was resolved' : null;
  const correct = actions.filter((action) => action.result === 'correct').length;
  return `${correct} of ${actions.length} required ${actions.length === 1 ? 'action' : 'actions'} done right`;
}

function calledBack(row: HandoffFacts): string | null {
  if (!row.callback_at) return null;
  const same = row.callback_reasons.includes('same_intent') ? ' about the same thing' : '';
  return `the customer came back after ${spanInWords(row.initiated_at, row.callback_at)}${same}`;
}

const units = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;

/** The two largest units of a span, as in “4 min 10 s”. */
export function spanInWords(from: Date, to: Date): string {
  let rest = Math.max(0, Math.round((to.getTime() - from.getTime()) / 1000));
  const words: string[] = [];
  for (const [name, seconds] of units) {
    const count = Math.floor(rest / seconds);
    rest -= count * seconds;
    if (count > 0) words.push(`${count} ${name}`);
    else if (words.length > 0) break;
    if (words.length === 2) break;
  }
  return words.length === 0 ? '0 s' : words.join(' ');
}
