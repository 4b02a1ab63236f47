import type { GapType } from '../contract/gaps.js';
import { type Escalation, type Stream, streamOf } from './escalation.js';
import { decideGapType, type TypedGap } from './gap-type.js';
import { mostCommon } from './groups.js';
import { distinctiveTerms, nameFromTerms, TermCounts } from './labels.js';
import { joinUnspaced } from './text.js';

export interface Described {
  stream: Stream;
  type: GapType;
  evidence: TypedGap['evidence'];
  name: string;
  terms: string[];
}

function countTerms(escalations: readonly Escalation[], language: string): TermCounts {
  const counts = new TermCounts();
  for (const { text, speaker, language: own } of escalations) {
    if (text !== null && (own ?? '') === language) counts.add(text, speaker);
  }
  return counts;
}

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
  const language = mostCommon(members.map((member) => member.language ?? ''));
  const own = countTerms(members, language);
  const others = countTerms(background, language);
  const terms = distinctiveTerms(own, others, commonness(others), 8).map(joinUnspaced);
  const agreed = (read: (member: Escalation) => string | null) =>
    mostCommon(members.flatMap((member) => read(member) ?? []));
  return {
    stream,
    ...decideGapType(stream, members),
    name:
      nameFromTerms(terms) ||
      agreed((member) => member.resolvedIntent) ||
      agreed((member) => member.failedCode) ||
      agreed((member) => member.intent) ||
      'Without common words',
    terms,
  };
}
