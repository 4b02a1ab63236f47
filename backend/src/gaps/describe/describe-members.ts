import { type Escalation, type Stream, streamOf } from '../engine/escalation.js';
import { mostCommon } from '../engine/groups.js';
import { joinUnspaced } from '../words/text.js';
import { countTerms, type Described, describe, languageOf } from './describe.js';
import { distinctiveTerms, type TermCounts } from './labels.js';

/** Stands for the spread over groups (`termSpread`), which one gap alone does not have: the share of all texts. */
const commonness = (counts: TermCounts) => (term: string) => {
  const words = term.split(' ');
  const share = (word: string) => ((counts.words.get(word) ?? 0) + 1) / (counts.texts + 1);
  return Math.exp(words.reduce((sum, word) => sum + Math.log(share(word)), 0) / words.length);
};

/** What a gap that a person made is about, against a sample of all escalations; null when nobody is in it. */
export function describeMembers(
  members: readonly Escalation[],
  background: readonly Escalation[],
): Described | null {
  if (members.length === 0) return null;
  const stream = mostCommon(members.map((member) => streamOf(member.reason))) as Stream;
  const language = languageOf(members);
  const others = countTerms(background, language);
  const terms = distinctiveTerms(countTerms(members, language), others, commonness(others), 8);
  return describe(stream, members, terms.map(joinUnspaced));
}
