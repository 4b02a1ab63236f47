import { IntentBot, type Taught } from './loop-bot.js';

export interface Example extends Taught {
  part: 'train' | 'validation';
}

/** Of all conversations, how many may get a wrong answer. */
const mostWrong = 0.05;
/** One-sided 99 %: by chance a month has more wrong answers one time in a hundred. */
const z = 2.326;
/** Customers of a month, about as many. */
const monthly = 600;
/** Needs are left out in turn, in so many groups, to see how the bot answers what it does not know. */
const folds = 3;

interface Judged {
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
  const judged = judge(IntentBot.train(train), validation);
  const threshold = chooseThreshold(judged, judgeStrange(train, validation), unknown);
  return { bot: IntentBot.train(examples), threshold };
}

const judge = (bot: IntentBot, examples: readonly Taught[]): Judged[] =>
  examples.map(({ text, label }) => {
    const { intent, confidence } = bot.answer(text);
    return { confidence, isWrong: intent !== label };
  });

/** Each validation example as a bot answers it that knows nothing of its need. */
function judgeStrange(train: readonly Taught[], validation: readonly Taught[]): Judged[] {
  const intents = [...new Set(train.map(({ label }) => label))].sort();
  const groupOf = new Map(intents.map((intent, i) => [intent, i % folds]));
  return Array.from({ length: folds }, (_, group) => {
    const isOut = ({ label }: Taught) => groupOf.get(label) === group;
    const bot = IntentBot.train(train.filter((one) => !isOut(one)));
    return judge(bot, validation.filter(isOut));
  }).flat();
}

/** The least confidence with which, as far as the examples can tell, no more than the allowed share is answered wrongly. */
function chooseThreshold(known: readonly Judged[], strange: readonly Judged[], unknown: number): number {
  const steps = [...known.map(({ confidence }) => confidence)].sort((a, b) => b - a);
  const wrongAt = (judged: readonly Judged[], threshold: number) =>
    judged.filter(({ confidence, isWrong }) => isWrong && confidence >= threshold).length /
    Math.max(1, judged.length);
  let threshold = 1;
  for (const step of steps) {
    const wrong = (1 - unknown) * wrongAt(known, step) + unknown * wrongAt(strange, step);
    if (upperBound(wrong, known.length) > mostWrong) break;
    threshold = step;
  }
  return threshold;
}

/** What the share of the coming month hardly exceeds: it is a sample, as the validation part is. */
function upperBound(share: number, count: number): number {
  // A share of nothing is known no better than one of a single example.
  const usual = Math.max(share, 1 / count);
  return share + z * Math.sqrt(usual * (1 - usual) * (1 / count + 1 / monthly));
}
