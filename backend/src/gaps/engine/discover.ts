import { describeGroups, type FoundGap } from '../describe/describe.js';
import { assign, type GapModel } from './assign.js';
import { compareText, type Escalation } from './escalation.js';
import { type DiscoverOptions, type Found, findGroups } from './find-groups.js';
import { encodeModel } from './model-bytes.js';
import { embed, learnSpace, type Space } from './space.js';
import { type Guidance, gatherUtterances, saidIn, sampleUtterances, type Utterance } from './utterances.js';

export type { FoundGap } from '../describe/describe.js';
export type { DiscoverOptions } from './find-groups.js';

/** Named in every run, so that two runs by different methods are not compared unknowingly. */
export const algorithm = 'telling-lsa80-consensus/3';

export interface Discovery {
  algorithm: string;
  gaps: FoundGap[];
  /** Escalations with words that are in no gap. */
  noise: number;
  withoutText: number;
  /** What assigns new escalations to these gaps, by their place: for `decodeModel`. */
  model: Uint8Array;
}

/** So many are compared each with each; more would take time with the square of it. */
const usualSample = 20_000;

/** Groups of escalations that share what the bot could not do. The same for every order of the same input. */
export function discoverGaps(escalations: readonly Escalation[], options: DiscoverOptions = {}): Discovery {
  const inOrder = [...escalations].sort((a, b) => compareText(a.handoffKey, b.handoffKey));
  const utterances = gatherUtterances(inOrder, options);
  const most = options.sample ?? usualSample;
  const sample = sampleUtterances(utterances, most);
  const { space, embedded } = learnSpace(sample.map((utterance) => saidIn(utterance, options.dense)));
  const found = findGroups(sample, embedded, 0, options);
  if (sample.length < utterances.length)
    findRest(utterances, sample, found, space, { ...options, sample: most });
  takeOutRejected(found, options);
  const isSampled = sample.length < utterances.length;
  const gaps = describeGroups(found.groups, isSampled ? sample.flatMap(({ members }) => members) : inOrder);
  for (const { gap, handoffKey, similarity } of found.also) gaps[gap]?.also.push({ handoffKey, similarity });
  const withText = utterances.reduce((sum, u) => sum + u.members.length, 0);
  const inGaps = gaps.reduce((sum, gap) => sum + gap.members.length, 0);
  return {
    algorithm,
    gaps,
    noise: withText - inGaps,
    withoutText: inOrder.length - withText,
    model: encodeModel({ space, streams: found.models }),
  };
}

/** Assigns what was not in the sample, and looks for gaps once more among what no gap takes in: small ones. */
function findRest(
  utterances: readonly Utterance[],
  sample: readonly Utterance[],
  found: Found,
  space: Space,
  options: DiscoverOptions & { sample: number },
): void {
  const sampled = new Set(sample);
  const inGaps = new Set(found.groups.flatMap((group) => group.members.map((m) => m.escalation.handoffKey)));
  const noise = sample.filter(({ members: [first] }) => !inGaps.has(first?.handoffKey ?? ''));
  const rest = utterances.filter((utterance) => !sampled.has(utterance));
  const left = [...assignAll(rest, found, { space, streams: found.models }, options.dense), ...noise];
  const again = sampleUtterances(left, options.sample);
  const embedded = embed(
    space,
    again.map((utterance) => saidIn(utterance, options.dense)),
  );
  const more = findGroups(again, embedded, found.groups.length, options);
  found.groups.push(...more.groups);
  found.models.push(...more.models);
  found.also.push(...more.also);
  const chosen = new Set(again);
  const last = left.filter((utterance) => !chosen.has(utterance));
  assignAll(last, found, { space, streams: more.models }, options.dense);
}

/** Puts utterances into the groups that take them in; answers the others. */
function assignAll(
  utterances: readonly Utterance[],
  found: Found,
  model: GapModel,
  dense: Guidance['dense'],
): Utterance[] {
  const firsts = utterances.map(({ members }) => members[0] as Escalation);
  const left: Utterance[] = [];
  assign(model, firsts, dense).forEach(({ gaps: [nearest, ...others] }, i) => {
    const utterance = utterances[i] as Utterance;
    if (!nearest) left.push(utterance);
    for (const escalation of utterance.members) {
      if (nearest) found.groups[nearest.gap]?.members.push({ escalation, centrality: nearest.similarity });
      for (const { gap, similarity } of others)
        found.also.push({ gap, handoffKey: escalation.handoffKey, similarity });
    }
  });
  return left;
}

/** What a person took out of a gap is not in the group that holds that gap's pins. */
function takeOutRejected({ groups }: Found, { pins, rejected }: Guidance): void {
  if (!pins || !rejected) return;
  for (const group of groups) {
    const held = new Set(group.members.flatMap(({ escalation }) => pins.get(escalation.handoffKey) ?? []));
    if (held.size === 0) continue;
    group.members = group.members.filter(
      ({ escalation }) => !rejected.get(escalation.handoffKey)?.some((pin) => held.has(pin)),
    );
  }
}
