import type { DatasetRequest, TurnSettings } from '../contract/datasets.js';
import { addCounts, type MaskCounts } from '../gaps/words/mask.js';
import { mapInTurns } from '../turns.js';
import { type Assembled, exampleId } from './assemble.js';
import { lotOf, weighLabels } from './balance.js';
import { type Counts, compareText, countExamples, type LeftOut } from './counts.js';
import type { Example, Features, Split } from './example.js';
import { assignByLot, assignByTime } from './split.js';
import type { Turn, TurnPlace } from './turn-features.js';

/** A stretch of the bot with its turns. */
export interface Stretch extends TurnPlace {
  conversation: string;
  /** The conversation's own key where the customer is not known. */
  customer: string;
  source: string;
  turns: readonly Turn[];
}

const turnLabels = { escalated: 'escalated', not: 'not_escalated', open: 'open' } as const;

const labelOf = ({ endedAt, escalated }: TurnPlace): string =>
  escalated ? turnLabels.escalated : endedAt === null ? turnLabels.open : turnLabels.not;

/** The examples of a dataset of turns: a function of the request and the stretches' set alone. */
export async function assembleTurns(
  stretches: readonly Stretch[],
  request: DatasetRequest & { turns: TurnSettings },
  leftOut: LeftOut,
): Promise<Assembled & { masked: MaskCounts }> {
  const ordered = [...stretches].sort(
    (a, b) => compareText(a.conversation, b.conversation) || a.episode - b.episode,
  );
  const sides = splitStretches(ordered, request);
  const places = ordered.map((stretch, i) => ({ stretch, split: sides[i] ?? 'train' }));
  const rows = await mapInTurns(places, ({ stretch, split }) => examplesOf(stretch, split, request.turns));
  const examples = rows.flat();
  const weights = request.weighted ? weighLabels(examples) : undefined;
  for (const example of examples) example.weight = weights?.get(example.label) ?? 1;
  const counts = { ...countExamples(examples, new Map(), leftOut), turns: countTurns(examples) };
  const masked = ordered
    .flatMap(({ turns }) => turns)
    .reduce<MaskCounts>((sum, turn) => addCounts(sum, turn.masked), {});
  return { examples, counts, warnings: warnOfTurns(counts, request), masked };
}

/** By whose they are: no conversation, and no customer who is known, on two sides. */
function splitStretches(
  stretches: readonly Stretch[],
  { split, turns }: { split: DatasetRequest['split']; turns: TurnSettings },
): Split[] {
  const keyed = stretches.map((stretch) => ({
    keys: [`conversation ${stretch.conversation}`, `customer ${stretch.customer}`],
    lot: lotOf(`turns ${stretch.customer}`),
    label: labelOf(stretch),
    at: stretch.startedAt,
  }));
  return turns.splitBy === 'time' ? assignByTime(keyed, split) : assignByLot(keyed, split);
}

function examplesOf(stretch: Stretch, split: Split, { within }: TurnSettings): Example[] {
  const { turns, conversation, source } = stretch;
  return turns.map((turn, i) => ({
    id: exampleId(`turn ${turn.event.uid}`),
    text: turn.text,
    label: labelOf(stretch),
    split,
    language: turn.language,
    gap: '',
    handoff: '',
    source,
    event: turn.event.uid,
    answer: null,
    reply: null,
    quality: null,
    decision: null,
    weight: 1,
    conversation,
    features: { ...turn.known, ...outcomeOf(stretch, turns.length - 1 - i, within) },
  }));
}

/**
 * `after`: turns seen after this one. Of a stretch that is still open it is only known that it did not escalate as
 * long as it was seen.
 */
function outcomeOf({ escalated, endedAt }: TurnPlace, after: number, within: number): Features {
  const isOpen = endedAt === null && !escalated;
  const isNear = escalated && after <= within;
  return {
    escalated: isOpen ? null : escalated,
    escalated_within: isOpen && after <= within ? null : isNear,
    turns_to_escalation: escalated ? after : null,
    censored: isOpen,
  };
}

/** Turns from this place on are counted as one. */
const lastPlace = 12;

function countTurns(examples: readonly Example[]): NonNullable<Counts['turns']> {
  const byTurn = new Map<number, { examples: number; escalated: number; within: number }>();
  const open = new Set<string>();
  const conversations = new Set<string>();
  for (const { features, conversation } of examples) {
    conversations.add(conversation ?? '');
    // Whether an open one escalates is not known: it enters no rate.
    if (features?.censored) open.add(conversation ?? '');
    else {
      const place = Math.min(Number(features?.turn), lastPlace);
      const sum = byTurn.get(place) ?? { examples: 0, escalated: 0, within: 0 };
      byTurn.set(place, {
        examples: sum.examples + 1,
        escalated: sum.escalated + Number(features?.escalated),
        within: sum.within + Number(features?.escalated_within),
      });
    }
  }
  return {
    conversations: conversations.size,
    open: open.size,
    byTurn: [...byTurn].sort(([a], [b]) => a - b).map(([turn, sums]) => ({ turn, ...sums })),
  };
}

/** With fewer escalations than this a model learns and a test shows little. */
const fewEscalations = 50;

function warnOfTurns(
  { examples, labels, leftOut, turns, ...sides }: Counts,
  request: DatasetRequest,
): string[] {
  const countOf = (label: string) => labels.find((one) => one.label === label)?.count ?? 0;
  const [escalated, not] = [countOf(turnLabels.escalated), countOf(turnLabels.not)];
  const warnings: string[] = [];
  if (leftOut.neverTold > 0) {
    warnings.push(
      `${leftOut.neverTold} conversations are of sources that never tell of a handoff: whether they escalated is not known`,
    );
  }
  if (examples === 0) return ['No turn is left: choose other filters.', ...warnings];
  if (escalated === 0 || not === 0) warnings.push('All of it ends alike: there is nothing to tell apart.');
  const rare = Math.min(escalated, not);
  if (rare > 0 && rare < fewEscalations) {
    warnings.push(`Only ${rare} turns ${escalated < not ? 'lead to an escalation' : 'lead to none'}`);
  }
  if (!request.weighted && rare > 0 && Math.max(escalated, not) >= 10 * rare) {
    warnings.push(`${escalated} turns lead to an escalation, ${not} to none: consider weights`);
  }
  if (turns && turns.open > 0) {
    warnings.push(`${turns.open} conversations are still open: nobody knows yet whether they escalate`);
  }
  if (leftOut.withoutConsent > 0) {
    warnings.push(`${leftOut.withoutConsent} conversations without consent to training: left out`);
  }
  if (sides.train === 0) warnings.push('Nothing is left for training.');
  if (sides.validation + sides.test === 0) warnings.push('Nothing is kept back to validate or test with.');
  return warnings;
}
