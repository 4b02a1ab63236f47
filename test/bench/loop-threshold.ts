import { IntentBot, type Taught } from './loop-bot.js';

export interface Example extends Taught {
  part: 'train' | 'validation';
}

/** Of all conversations, how many may get a wrong answer. */
const mostWrong = 0.05;
/** One-sided 95 %. */
const z = 1.645;
/** Customers of a month, about as many: by chance a month has more wrong answers than it should. */
const monthly = 600;
/** Needs are left out in turn, in so many groups, to see how the bot answers what it does not know. */
const folds = 3;
/** A need of fewer examples is new: what validates it was chosen by what is like what, and is the easiest of it. */
const fewest = 15;
/** How it is answered is told from others of which so many are left. */
const fewLeft = 5;

interface Judged {
  label: string;
  confidence: number;
  isWrong: boolean;
}

export interface Release {
  bot: IntentBot;
  threshold: number;
}

/**
 * Trains on the training part, chooses the threshold on the validation part, then trains on both. `unknown`: the share of
 * customers who need what no example is about.
 */
export function makeRelease(examples: readonly Example[], unknown: number): Release {
  const train = examples.filter(({ part }) => part === 'train');
  const validation = examples.filter(({ part }) => part === 'validation');
  const trainOn = (own: readonly Taught[]) => IntentBot.train(asManyAs(examples.length, own));
  const evidence: Evidence = {
    known: judge(trainOn(train), validation),
    few: judgeWith(fewLeft, { train, validation, trainOn }),
    strange: judgeWith(0, { train, validation, trainOn }),
    counts: countBy(examples, ({ label }) => label),
    unknown,
  };
  return { bot: IntentBot.train(examples), threshold: chooseThreshold(evidence) };
}

/** The penalty of weights is the same however many examples there are: of fewer, each counts more, so that bots are as sure. */
const asManyAs = (count: number, own: readonly Taught[]): Taught[] =>
  own.map((one) => ({ ...one, weight: count / own.length }));

const judge = (bot: IntentBot, examples: readonly Taught[]): Judged[] =>
  examples.map(({ text, label }) => {
    const { intent, confidence } = bot.answer(text);
    return { label, confidence, isWrong: intent !== label };
  });

interface Parts {
  train: readonly Taught[];
  validation: readonly Taught[];
  trainOn: (own: readonly Taught[]) => IntentBot;
}

/** Validation examples of needs that are well known, as a bot answers them that has so many examples of each. */
function judgeWith(count: number, { train, validation, trainOn }: Parts): Judged[] {
  const counts = countBy(train, ({ label }) => label);
  const intents = [...counts].flatMap(([intent, all]) => (all >= fewest ? [intent] : [])).sort();
  const groupOf = new Map(intents.map((intent, i) => [intent, i % folds]));
  return Array.from({ length: folds }, (_, group) => {
    const left = new Map<string, number>();
    const kept = train.filter(({ label }) => {
      left.set(label, (left.get(label) ?? 0) + 1);
      return groupOf.get(label) !== group || (left.get(label) as number) <= count;
    });
    return judge(
      trainOn(kept),
      validation.filter(({ label }) => groupOf.get(label) === group),
    );
  }).flat();
}

interface Evidence {
  /** As the bot answers what it was not taught of needs that it knows. */
  known: readonly Judged[];
  /** As one answers that has few examples of them, */
  few: readonly Judged[];
  /** or none. */
  strange: readonly Judged[];
  /** Examples by intent. */
  counts: ReadonlyMap<string, number>;
  unknown: number;
}

/** The least confidence with which, as far as the examples can tell, no more than the allowed share is answered wrongly. */
function chooseThreshold(evidence: Evidence): number {
  const steps = evidence.known.map(({ confidence }) => confidence).sort((a, b) => b - a);
  let threshold = 1;
  for (const step of steps) {
    if (mostWrongAt(step, evidence) > mostWrong) break;
    threshold = step;
  }
  return threshold;
}

/**
 * What the share of wrong answers in the coming month hardly exceeds. Each need counts the same, however many examples
 * of it there are. How those are answered of which there are few or none differs from need to need, and few are asked for.
 */
function mostWrongAt(threshold: number, { known, few, strange, counts, unknown }: Evidence): number {
  const isNew = (label: string) => (counts.get(label) ?? 0) < fewest;
  const usual = byNeed(
    known.filter(({ label }) => !isNew(label)),
    threshold,
  );
  const each = (1 - unknown) / counts.size;
  const news = [...counts.keys()].filter(isNew).length;
  const unlike = [
    { share: news * each, needs: news, judged: byNeed(few, threshold) },
    { share: unknown, needs: unknown / each, judged: byNeed(strange, threshold) },
  ];
  const share = 1 - news * each - unknown;
  const wrongUsual = mean(usual.map(wrongOf));
  const wrong =
    share * wrongUsual + unlike.reduce((sum, one) => sum + one.share * mean(one.judged.map(wrongOf)), 0);
  // As many examples as would tell as much if each counted the same (Kish, Survey Sampling, 1965).
  const effective = usual.length ** 2 / usual.reduce((sum, { count }) => sum + 1 / count, 0);
  const variance =
    share ** 2 * varianceOf(wrongUsual, effective) +
    unlike.reduce((sum, one) => sum + (one.share ** 2 * spreadOf(one.judged)) / Math.max(1, one.needs), 0) +
    varianceOf(wrong, monthly);
  return wrong + z * Math.sqrt(variance);
}

interface Need {
  count: number;
  wrong: number;
}

function byNeed(judged: readonly Judged[], threshold: number): Need[] {
  const needs = new Map<string, Need>();
  for (const { label, confidence, isWrong } of judged) {
    const { count, wrong } = needs.get(label) ?? { count: 0, wrong: 0 };
    needs.set(label, { count: count + 1, wrong: wrong + (isWrong && confidence >= threshold ? 1 : 0) });
  }
  return [...needs.values()];
}

const wrongOf = ({ wrong, count }: Need) => wrong / count;
const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

function spreadOf(needs: readonly Need[]): number {
  const middle = mean(needs.map(wrongOf));
  return mean(needs.map((need) => (wrongOf(need) - middle) ** 2));
}

function countBy<One>(all: readonly One[], keyOf: (one: One) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const one of all) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + 1);
  return counts;
}

/** Of a share of so many; one of nothing is known no better than one of a single example. */
function varianceOf(share: number, count: number): number {
  const usual = Math.max(share, 1 / count);
  return (usual * (1 - usual)) / count;
}
