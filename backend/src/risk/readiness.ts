import { thresholds } from '../contract/detectors.js';
import { mostNo, type QuestionName, questionNames, questionOf, type Verdict } from '../contract/risk.js';
import type { Share } from '../detectors/share.js';

/** What is known beside the shares. */
export interface Surroundings {
  /** Handoffs with nothing but a phone number, a ticket or a queue. */
  starved: Share;
  /** By question: handoffs of sources that never say what it takes to answer it. */
  unmeasured: Partial<Record<QuestionName, number>>;
  /** Chains that reached a third handoff. */
  thirdHandoffs: Share;
  /** Share of the largest path. */
  topPath: Share;
  /** Episodes that a human returned to the bot. */
  returns: number;
  /** Escalations that have ended. */
  ended: number;
  /** Releases of the last half year that name a dataset or an improvement. */
  taughtReleases: number;
  datasets: number;
}

export interface Answered extends Share {
  question: QuestionName;
  verdict: Verdict;
  evidence: string[];
}

const least = thresholds.least_rows.value;
const percent = ({ value }: Share) => (value === null ? 'none' : `${(value * 100).toFixed(1)} %`);
const counted = new Intl.NumberFormat('en');
const count = (value: number) => counted.format(value);
const of = ({ numerator, denominator }: Share) => `${count(numerator)} of ${count(denominator)}`;

/** The checklist: each question by its own share, and by what only some of them depend on. */
export function answerAll(shares: Record<QuestionName, Share>, around: Surroundings): Answered[] {
  return questionNames.map((question) => {
    const share = shares[question];
    const { verdict, evidence } = bounded(question, judge(question, share), around);
    return { question, ...share, verdict, evidence: [...evidence, ...leftOut(around.unmeasured[question])] };
  });
}

/** By its whole interval, so that few rows decide nothing. */
export function judge(name: QuestionName, { value, denominator, interval }: Share): Verdict {
  const { yesFrom, noBelow } = questionOf(name);
  if (value === null || !interval || denominator < least) return 'unknown';
  if (interval.low >= yesFrom) return 'yes';
  return interval.high < noBelow ? 'no' : 'partly';
}

interface Judged {
  verdict: Verdict;
  evidence: string[];
}

function bounded(question: QuestionName, verdict: Verdict, around: Surroundings): Judged {
  const { starved, thirdHandoffs, topPath, returns, ended } = around;
  if (question === 'shared_context') {
    if (starved.denominator === 0) return { verdict, evidence: [] };
    return {
      verdict,
      evidence: [`${percent(starved)} of handoffs (${of(starved)}) carry nothing but a number or a queue.`],
    };
  }
  if (question === 'routing') {
    return {
      verdict,
      evidence: [
        `${percent(thirdHandoffs)} of chains (${of(thirdHandoffs)}) reach a third handoff.`,
        `The largest path takes ${percent(topPath)} of all handoffs.`,
      ],
    };
  }
  if (question === 'reverse' && returns === 0 && ended >= least) {
    return {
      verdict: 'no',
      evidence: [`Of ${count(ended)} escalations that ended none was given back to the bot.`],
    };
  }
  if (question === 'loop') return closedLoop(verdict, around);
  return { verdict, evidence: [] };
}

function leftOut(handoffs = 0): string[] {
  if (handoffs === 0) return [];
  const who =
    handoffs === 1
      ? '1 handoff is of a source that does not say what travels with it'
      : `${count(handoffs)} handoffs are of sources that do not say what travels with them`;
  return [`Cannot be measured: ${who}.`];
}

/** What was recorded teaches nobody until something is made of it. */
function closedLoop(verdict: Verdict, { taughtReleases, datasets }: Surroundings): Judged {
  const evidence = [
    `${taughtReleases} releases of the last half year name a dataset or an improvement.`,
    `${datasets} dataset versions were built.`,
  ];
  if (verdict === 'unknown') return { verdict, evidence };
  if (taughtReleases === 0 && datasets === 0) return { verdict: 'no', evidence };
  return { verdict: verdict === 'yes' && taughtReleases === 0 ? 'partly' : verdict, evidence };
}

/** More than two “no” and it fails; that is only ruled out when those that are not known could not make it so. */
export function overall(counts: Record<Verdict, number>): 'ready' | 'partly' | 'failing' | 'unknown' {
  if (counts.no > mostNo) return 'failing';
  if (counts.no + counts.unknown > mostNo) return 'unknown';
  return counts.no + counts.partly + counts.unknown === 0 ? 'ready' : 'partly';
}
