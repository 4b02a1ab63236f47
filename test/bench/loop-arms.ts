import { datasetRequest } from '../../backend/src/contract/datasets.js';
import { assembleExamples } from '../../backend/src/datasets/assemble.js';
import type { Candidate } from '../../backend/src/datasets/example.js';
import { seededRandom } from '../../backend/src/gaps/engine/random.js';
import { keyOf } from '../support/sample-escalations.js';
import type { Customer, Year } from './loop-customers.js';
import type { Served } from './loop-events.js';
import { type Example, makeRelease, type Release } from './loop-threshold.js';

/** What is kept of a month of one arm. Shares are of its customers. */
export interface Month {
  month: number;
  escalated: number;
  wrong: number;
  decisions: number;
  /** Examples that the bot of the month was made of. */
  examples: number;
  intents: number;
  threshold: number;
}

export interface Labelled {
  customer: Customer;
  label: string;
}

export const split = { train: 80, validation: 20, test: 0 };

export const serve = (customers: readonly Customer[], { bot, threshold }: Release): Served[] =>
  customers.map((customer) => {
    const answer = bot.answer(customer.text);
    return { customer, answer, isEscalated: answer.confidence < threshold };
  });

export function monthOf(
  served: readonly Served[],
  { bot, threshold }: Release,
): Omit<Month, 'month' | 'decisions' | 'examples'> {
  const share = (is: (one: Served) => boolean) => served.filter(is).length / served.length;
  return {
    escalated: share(({ isEscalated }) => isEscalated),
    wrong: share(({ isEscalated, answer, customer }) => !isEscalated && answer?.intent !== customer.need),
    intents: bot.intents.length,
    threshold,
  };
}

/** For the first release nobody has seen what customers ask beyond what the bot is taught: this share is assumed. */
const firstUnknown = 0.2;

/** What is known of how much customers ask that no example is about. */
export interface Unknown {
  share: number;
  /** Of the release before: its examples, and the escalations that it had. */
  examples: number;
  escalations: number;
}

export const unknownAtFirst: Unknown = { share: firstUnknown, examples: 0, escalations: 0 };

/**
 * The share of customers whose need no example is about, for the next release. As many as have a need that one example
 * alone is about (Good and Turing) would do if labels were drawn at random; but reviewers are asked what is like what
 * they said before, so that what nobody has looked at may still hold all that was unknown: the share that was assumed
 * falls no faster than escalations get their labels. The larger of the two.
 */
export function shareUnknown(
  labels: readonly string[],
  { ofYear, escalated }: { ofYear: number; escalated: number },
  before: Unknown,
): number {
  if (ofYear === 0) return before.share;
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const single = [...counts.values()].filter((count) => count === 1).length;
  const labelled = Math.min(1, (labels.length - before.examples) / Math.max(1, before.escalations));
  return Math.max((escalated * single) / ofYear, before.share * (1 - labelled));
}

/** Which labels an arm's bot is given, month by month. */
export type Teach = (
  escalated: readonly Customer[],
  month: number,
) => { taught: Labelled[]; decisions: number };

/** A year without the product: labels are given straight to the bot; duplicates and parts as the product has them. */
export function runArm(year: Year, teach: Teach, note: (month: Month) => void): Month[] {
  const labelled: Labelled[] = year.before.map((customer) => ({ customer, label: customer.need }));
  const months: Month[] = [];
  let escalated = 1;
  let before = unknownAtFirst;
  for (const [i, customers] of year.months.entries()) {
    const examples = assembled(labelled);
    const ofYear = labelled.length - year.before.length;
    const unknown = shareUnknown(
      labelled.map(({ label }) => label),
      { ofYear, escalated },
      before,
    );
    const release = makeRelease(examples, unknown);
    const served = serve(customers, release);
    const { taught, decisions } = teach(
      served.filter(({ isEscalated }) => isEscalated).map(({ customer }) => customer),
      i + 1,
    );
    labelled.push(...taught);
    const month = { month: i + 1, decisions, examples: examples.length, ...monthOf(served, release) };
    escalated = month.escalated;
    before = {
      share: unknown,
      examples: labelled.length - taught.length,
      escalations: escalated * served.length,
    };
    months.push(month);
    note(month);
  }
  return months;
}

/** Every escalation with its gold label. */
export const oracle: Teach = (escalated) => ({
  taught: escalated.map((customer) => ({ customer, label: customer.need })),
  decisions: escalated.length,
});

/** So many a month, drawn from all that nobody has looked at yet. */
export function randomReview(perMonth: number, seed: number): Teach {
  const random = seededRandom(seed);
  const open: Customer[] = [];
  return (escalated) => {
    open.push(...escalated);
    const taught: Labelled[] = [];
    while (taught.length < perMonth && open.length > 0) {
      const [customer] = open.splice(Math.floor(random() * open.length), 1) as [Customer];
      taught.push({ customer, label: customer.need });
    }
    return { taught, decisions: taught.length };
  };
}

const request = datasetRequest.parse({ name: 'loop', split });

function assembled(labelled: readonly Labelled[]): Example[] {
  const candidates = labelled.map(({ customer, label }, place) => candidateOf(customer, label, place));
  return assembleExamples(candidates, request).examples.map(({ text, label, split: part }) => ({
    text,
    label,
    part: part === 'validation' ? part : 'train',
  }));
}

const candidateOf = ({ id, text }: Customer, label: string, place: number): Candidate => ({
  handoff: keyOf(place),
  conversation: id,
  event: id,
  at: place,
  source: 'desk',
  language: 'en',
  reason: null,
  resolvedIntent: label,
  confirmed: null,
  said: null,
  consented: true,
  text,
  answer: null,
  reply: null,
  gap: 'none',
  gapName: 'none',
  gapType: 'intent_unknown',
  gapIntent: null,
  gapLabel: 'none',
  named: null,
  placed: null,
});
