import type { z } from 'zod';
import {
  type ConsentScope,
  consentPolicy,
  consentScopes,
  covers,
  scopeOfField,
} from '../contract/consent.js';
import type { conversationAnswer } from '../contract/conversations.js';
import type { handoffAnswer } from '../contract/handoffs.js';

type Answer = z.output<typeof handoffAnswer>;

/** Lets values through that consent covers, and remembers for which scopes it did not. */
class Gate {
  private readonly closed = new Set<ConsentScope>();

  constructor(private readonly scopes: readonly string[] | null) {}

  /** What consent lacked, in the order of the policy. */
  get withheld(): ConsentScope[] {
    return consentScopes.filter((scope) => this.closed.has(scope));
  }

  /** The value, or `instead`; there must be something to withhold. */
  pass<T>(scope: ConsentScope | null, value: T, instead: T): T {
    if (scope === null || covers(this.scopes, scope)) return value;
    if (value !== null && !(Array.isArray(value) && value.length === 0)) this.closed.add(scope);
    return instead;
  }
}

function throughGate(turns: Answer['turns'], gate: Gate): Answer['turns'] {
  const { words, fields } = consentPolicy;
  return turns.map((turn) => {
    const text = gate.pass(words.turn, turn.text, null);
    const sentiment = gate.pass(fields.sentiment, turn.sentiment, null);
    return { ...turn, text, textWithheld: text !== turn.text, sentiment };
  });
}

type Told = Pick<z.output<typeof conversationAnswer>, 'turns' | 'customer' | 'contacts'>;

/** Turns, who the customer is, and what else is known of them. */
export function withholdConversation(
  { turns, customer, contacts }: Told,
  scopes: readonly string[] | null,
): Told & Pick<Answer, 'withheld'> {
  const gate = new Gate(scopes);
  const { identity } = consentPolicy.fields;
  const shown = {
    turns: throughGate(turns, gate),
    customer: gate.pass(identity, customer, null),
    contacts: gate.pass(identity, contacts, null),
  };
  return { ...shown, withheld: gate.withheld };
}

/** A handoff as its customer's consent lets it be seen; null: nothing is restricted. */
export function withholdHandoff(answer: Answer, scopes: readonly string[] | null): Answer {
  if (scopes === null) return answer;
  const gate = new Gate(scopes);
  const { words, fields } = consentPolicy;
  const shown: Answer = {
    ...answer,
    customer: gate.pass(fields.identity, answer.customer, null),
    reasonRaw: gate.pass(words.reason, answer.reasonRaw, null),
    context: answer.context.map((field) => {
      const scope = scopeOfField(field.name);
      const value = gate.pass(scope, field.value, null);
      return { ...field, value, withheld: value === field.value ? null : scope };
    }),
    requiredActions: answer.requiredActions.map((action) => ({
      ...action,
      description: gate.pass(words.description, action.description, null),
    })),
    resolution: answer.resolution && {
      ...answer.resolution,
      words: gate.pass(words.resolution, answer.resolution.words, null),
      steps: gate.pass(words.resolution, answer.resolution.steps, []),
    },
    turns: throughGate(answer.turns, gate),
  };
  return { ...shown, withheld: gate.withheld };
}
