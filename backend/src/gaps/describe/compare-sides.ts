import { joinUnspaced } from '../words/text.js';
import { distinctiveTerms, intentName, TermCounts } from './labels.js';

interface Tally {
  name: string;
  count: number;
}

export interface Said {
  words: string;
  speaker: string;
}

export interface Difference {
  /** Steps that humans take, and how often the bot took the same. */
  steps: { step: string; human: number; bot: number }[];
  /** Of them, those that the bot never took. */
  onlyHuman: string[];
  /** What the bot did and no human does. */
  onlyBot: string[];
  /** What humans speak of, and customers do not: what the bot would have to know. */
  knowledge: string[];
}

/** What humans do and know that the bot does not. Steps are the same when their names are, whatever the spelling. */
export function compareSides(
  humanSteps: readonly Tally[],
  botActions: readonly Tally[],
  humans: readonly Said[],
  customers: readonly Said[],
): Difference {
  const botCounts = new Map(botActions.map(({ name, count }) => [intentName(name), count]));
  const humanNames = new Set(humanSteps.map(({ name }) => intentName(name)));
  const steps = humanSteps.map(({ name, count }) => ({
    step: name,
    human: count,
    bot: botCounts.get(intentName(name)) ?? 0,
  }));
  return {
    steps,
    onlyHuman: steps.filter(({ bot }) => bot === 0).map(({ step }) => step),
    onlyBot: botActions.map(({ name }) => name).filter((name) => !humanNames.has(intentName(name))),
    knowledge: knowledgeOf(humans, customers),
  };
}

function countTerms(said: readonly Said[]): TermCounts {
  const counts = new TermCounts();
  for (const { words, speaker } of said) counts.add(words, speaker);
  return counts;
}

function knowledgeOf(humans: readonly Said[], customers: readonly Said[]): string[] {
  if (humans.length === 0) return [];
  const background = countTerms(customers);
  return distinctiveTerms(countTerms(humans), background, () => 1, 20)
    .filter((term) => term.split(' ').every((word) => !background.words.has(word)))
    .slice(0, 8)
    .map(joinUnspaced);
}
