import type { GapType } from '../../contract/gap-types.js';
import { compareText, type Escalation, type Stream } from '../engine/escalation.js';
import { type Group, mostCommon, nearestGroups } from '../engine/groups.js';
import { joinUnspaced } from '../words/text.js';
import { decideGapType, type TypedGap } from './gap-type.js';
import { distinctiveTerms, nameFromTerms, TermCounts, termSpread } from './labels.js';

/** A gap as people read it. */
export interface Described {
  stream: Stream;
  type: GapType;
  evidence: TypedGap['evidence'];
  name: string;
  terms: string[];
}

export interface FoundGap extends Described {
  /** Most central first. */
  members: { handoffKey: string; centrality: number }[];
  /** Escalations of other gaps that are nearly as near to this one: those with several needs. */
  also: { handoffKey: string; similarity: number }[];
  /** Handoff keys, earliest first. */
  founders: string[];
  /** The nearest other groups, by place in the list. */
  neighbours: { group: number; similarity: number }[];
}

/** Members of one group that its name is made of, the most central: more would not change it. */
const mostNaming = 2_000;

/** Groups as people read them. `background` are escalations of all groups, or a sample of them. */
export function describeGroups(
  groups: readonly (Group & { stream: Stream })[],
  background: readonly Escalation[],
): FoundGap[] {
  const sorted = groups.map((group) => ({
    ...group,
    members: [...group.members].sort(
      (a, b) => b.centrality - a.centrality || compareText(a.escalation.handoffKey, b.escalation.handoffKey),
    ),
  }));
  const terms = termsOfGroups(sorted, background);
  return sorted.map((group, i) => {
    const all = group.members.map((member) => member.escalation);
    const own = terms[i] ?? [];
    return {
      ...describe(group.stream, all, own),
      members: group.members.map(({ escalation, centrality }) => ({
        handoffKey: escalation.handoffKey,
        centrality,
      })),
      also: [],
      founders: [...all]
        .sort((a, b) => a.at - b.at || compareText(a.handoffKey, b.handoffKey))
        .map((e) => e.handoffKey),
      neighbours: nearestGroups(groups, i),
    };
  });
}

export const describe = (stream: Stream, members: readonly Escalation[], terms: string[]): Described => ({
  stream,
  ...decideGapType(stream, members),
  name: nameFromTerms(terms) || nameWithoutWords(members),
  terms,
});

/** When no words are common to several people, what the systems agree on. */
function nameWithoutWords(members: readonly Escalation[]): string {
  const of = (read: (member: Escalation) => string | null) =>
    mostCommon(members.flatMap((member) => read(member) ?? []));
  return (
    of((m) => m.resolvedIntent) || of((m) => m.failedCode) || of((m) => m.intent) || 'Without common words'
  );
}

export const languageOf = (members: readonly Escalation[]): string =>
  mostCommon(members.map(({ language }) => language ?? ''));

/** Terms of what was said in one language. */
export function countTerms(escalations: readonly Escalation[], language: string): TermCounts {
  const counts = new TermCounts();
  for (const { text, speaker, language: own } of escalations) {
    if (text !== null && (own ?? '') === language) counts.add(text, speaker);
  }
  return counts;
}

/** Distinctive terms of each group, in the language most of it is in, against others of that language. */
function termsOfGroups(groups: readonly Group[], escalations: readonly Escalation[]): string[][] {
  const backgrounds = new Map<string, TermCounts>();
  for (const { language, text, speaker } of escalations) {
    const counts = backgrounds.get(language ?? '') ?? new TermCounts();
    backgrounds.set(language ?? '', counts);
    if (text !== null) counts.add(text, speaker);
  }
  const counted = groups.map(({ members }) => {
    const all = members.map(({ escalation }) => escalation);
    const language = languageOf(all);
    return { language, counts: countTerms(all.slice(0, mostNaming), language) };
  });
  const spreads = new Map(
    [...backgrounds.keys()].map((language) => [
      language,
      termSpread(counted.filter((group) => group.language === language).map((group) => group.counts)),
    ]),
  );
  return counted.map(({ language, counts }) => {
    const background = backgrounds.get(language) ?? counts;
    return distinctiveTerms(counts, background, spreads.get(language) ?? (() => 1), 8).map(joinUnspaced);
  });
}
