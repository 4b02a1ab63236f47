/** A decision of a person as far as it says what belongs where; keys base64url. */
export interface PlacingDecision {
  uid: string;
  type: string;
  at: number;
  gap: string;
  otherGap: string | null;
  members: readonly string[];
  otherMembers: readonly string[];
  /** Uid of the decision that it takes back. */
  withdraws: string | null;
}

/** Decisions hold in the order in which they were made, whenever they arrive. */
const inOrder = (a: PlacingDecision, b: PlacingDecision) =>
  a.at - b.at || (a.uid < b.uid ? -1 : Number(a.uid > b.uid));

/**
 * Uids of the decisions that others take back. What takes back may be taken back itself; of two that name each other
 * (no order of events can make them) both stand.
 */
export function withdrawnBy(decisions: readonly Pick<PlacingDecision, 'uid' | 'withdraws'>[]): Set<string> {
  const against = new Map<string, string[]>();
  for (const { uid, withdraws } of decisions) {
    if (withdraws !== null) against.set(withdraws, [...(against.get(withdraws) ?? []), uid]);
  }
  const known = new Map<string, boolean>();
  const stands = (uid: string): boolean => {
    const found = known.get(uid);
    if (found !== undefined) return found;
    known.set(uid, true);
    const verdict = !(against.get(uid) ?? []).some(stands);
    known.set(uid, verdict);
    return verdict;
  };
  return new Set(decisions.map(({ uid }) => uid).filter((uid) => !stands(uid)));
}

/** What one decision does to the gaps of a handoff that it names, or of every handoff of a gap. */
type Step = (gaps: ReadonlySet<string>) => ReadonlySet<string>;

/** What people decided about who belongs where, put over what any run finds. */
export interface Placement {
  /** Where the members of a gap that is no more one of its own are now. */
  redirects: ReadonlyMap<string, string>;
  /** Handoffs that some decision names. */
  named: ReadonlySet<string>;
  /** The gaps of one handoff that is named, from those in which it was found. */
  place(handoff: string, foundIn: readonly string[]): string[];
  targets: ReadonlySet<string>;
  remade: ReadonlySet<string>;
  /** Where the handoffs are that merges name: a group found anew that is mostly made of them belongs there too. */
  merged: ReadonlyMap<string, string>;
}

const isPlacing = new Set([
  'gap.merged',
  'gap.split',
  'gap.moved',
  'gap.accepted',
  'gap.rejected',
  'gap.labelled',
]);

/** A merge says of the handoffs of both gaps that they belong together. */
const namedIn = ({ type, members, otherMembers }: PlacingDecision) =>
  new Set(type === 'gap.merged' ? [...members, ...otherMembers] : members);

/** A function of the set of decisions: neither their order of arrival nor any run enters. */
export function placementOf(decisions: readonly PlacingDecision[]): Placement {
  const withdrawn = withdrawnBy(decisions);
  const standing = decisions
    .filter((decision) => isPlacing.has(decision.type) && !withdrawn.has(decision.uid))
    .sort(inOrder);
  const merges = standing.filter((decision) => decision.type === 'gap.merged');
  const steps = new Map<string, { at: PlacingDecision; step: Step }[]>();
  for (const decision of standing) {
    for (const handoff of namedIn(decision)) {
      const own = steps.get(handoff) ?? [];
      own.push({ at: decision, step: stepOf(decision) });
      steps.set(handoff, own);
    }
  }
  const place = (handoff: string, foundIn: readonly string[]) => {
    const own = steps.get(handoff) ?? [];
    const names = new Set(own.map(({ at }) => at));
    const others = merges.filter((merge) => !names.has(merge)).map((at) => ({ at, step: joinStep(at) }));
    const all = [...own, ...others].sort((a, b) => inOrder(a.at, b.at));
    const gaps = all.reduce<ReadonlySet<string>>((set, { step }) => step(set), new Set(foundIn));
    return [...gaps].sort();
  };
  return {
    redirects: redirectsOf(merges),
    named: new Set(steps.keys()),
    place,
    targets: targetsOf(standing),
    remade: remadeOf(standing),
    merged: mergedOf(merges, place),
  };
}

const replace = (gaps: ReadonlySet<string>, from: string, to: string | null): ReadonlySet<string> => {
  if (!gaps.has(from)) return gaps;
  const left = [...gaps].filter((gap) => gap !== from);
  return new Set(to === null ? left : [...left, to]);
};

const joinStep =
  ({ gap, otherGap }: PlacingDecision): Step =>
  (gaps) =>
    otherGap === null ? gaps : replace(gaps, gap, otherGap);

const ensure = (gaps: ReadonlySet<string>, id: string) => (gaps.has(id) ? gaps : new Set([id]));

/** Out of one gap into another; whoever is found elsewhere by now goes there from where it is. */
const takeStep =
  (from: string, to: string): Step =>
  (gaps) =>
    ensure(replace(gaps, from, to), to);

/** For a handoff that the decision names. */
function stepOf({ type, gap, otherGap }: PlacingDecision): Step {
  switch (type) {
    case 'gap.merged':
    case 'gap.split':
      return otherGap === null ? (gaps) => gaps : takeStep(gap, otherGap);
    case 'gap.moved':
      return otherGap === null ? () => new Set([gap]) : takeStep(otherGap, gap);
    case 'gap.accepted':
      return (gaps) => ensure(gaps, gap);
    case 'gap.labelled':
      return otherGap === null ? (gaps) => ensure(gaps, gap) : takeStep(otherGap, gap);
    default:
      return (gaps) => replace(gaps, gap, null);
  }
}

/** Merges one after another: what a merged gap had been given before goes on with it. */
function redirectsOf(merges: readonly PlacingDecision[]): Map<string, string> {
  const to = new Map<string, string>();
  for (const { gap, otherGap } of merges) {
    if (otherGap === null) continue;
    for (const [found, now] of to) if (now === gap) to.set(found, otherGap);
    // What was merged elsewhere before is not in it any more.
    if (!to.has(gap)) to.set(gap, otherGap);
  }
  for (const [found, now] of to) if (found === now) to.delete(found);
  return to;
}

function mergedOf(merges: readonly PlacingDecision[], place: Placement['place']): Map<string, string> {
  const merged = new Map<string, string>();
  for (const handoff of new Set(merges.flatMap((merge) => [...namedIn(merge)]))) {
    const [gap] = place(handoff, []);
    if (gap !== undefined) merged.set(handoff, gap);
  }
  return merged;
}

/** Gaps that decisions put something into: they are there whatever a run finds. */
function targetsOf(standing: readonly PlacingDecision[]): Set<string> {
  return new Set(
    standing.flatMap(({ type, gap, otherGap }) => {
      if (type === 'gap.merged' || type === 'gap.split') return otherGap ?? [];
      return type === 'gap.rejected' ? [] : gap;
    }),
  );
}

/** Gaps whose make-up is a person's: what they are about is read from their members again. */
function remadeOf(standing: readonly PlacingDecision[]): Set<string> {
  return new Set(
    standing.flatMap(({ type, gap, otherGap }) => {
      if (otherGap === null) return [];
      if (type === 'gap.merged') return otherGap;
      return type === 'gap.split' ? [gap, otherGap] : [];
    }),
  );
}
