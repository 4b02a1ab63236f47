import type { z } from 'zod';
import type { ImprovementStatus, ImprovementSummary, loopAnswer } from '../contract/improvements.js';

type Loop = z.output<typeof loopAnswer>;

const dayMs = 86_400_000;

/** Half of them took no longer; null for none. */
function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const low = sorted[(sorted.length - 1) >> 1];
  const high = sorted[sorted.length >> 1];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

const closed: readonly ImprovementStatus[] = ['declined', 'withdrawn'];

/** How many open gaps came how far; one that came further came as far as the steps before as well. */
export function reached(
  gaps: readonly { id: string; withDataset: boolean }[],
  improvements: readonly ImprovementSummary[],
): Loop['gaps'] {
  const open = new Set(gaps.map(({ id }) => id));
  const standing = improvements.filter(({ status, gap }) => !closed.includes(status) && open.has(gap.id));
  const count = (holds: (improvement: ImprovementSummary) => boolean) =>
    new Set(standing.filter(holds).map(({ gap }) => gap.id)).size;
  return {
    open: gaps.length,
    withDataset: gaps.filter(({ withDataset }) => withDataset).length,
    proposed: count(() => true),
    approved: count(({ status, unapproved }) => status !== 'proposed' && !unapproved),
    released: count(({ release }) => release !== null),
    verified: count(({ status }) => status === 'verified'),
  };
}

/** Medians in days. `firstAt`: of each gap's first escalation, ms. */
export function daysTaken(
  improvements: readonly ImprovementSummary[],
  firstAt: ReadonlyMap<string, number>,
): Loop['days'] {
  const days = (
    from: (one: ImprovementSummary) => number | undefined,
    to: (one: ImprovementSummary) => number,
  ) =>
    median(
      improvements.flatMap((one) => {
        const begin = from(one);
        const took = begin === undefined ? Number.NaN : (to(one) - begin) / dayMs;
        return took >= 0 ? [took] : [];
      }),
    );
  const proposedAt = ({ proposed }: ImprovementSummary) => Date.parse(proposed.at);
  const approvedAt = ({ decided, status }: ImprovementSummary) =>
    decided && !closed.includes(status) ? Date.parse(decided.at) : undefined;
  const releasedAt = ({ release }: ImprovementSummary) => (release ? Date.parse(release.at) : Number.NaN);
  return {
    gapToProposal: days(({ gap }) => firstAt.get(gap.id), proposedAt),
    proposalToApproval: days(proposedAt, (one) => approvedAt(one) ?? Number.NaN),
    approvalToRelease: days(approvedAt, releasedAt),
    gapToRelease: days(({ gap }) => firstAt.get(gap.id), releasedAt),
  };
}

export function outcomesOf(improvements: readonly ImprovementSummary[]): Loop['outcomes'] {
  const count = (status: ImprovementStatus) => improvements.filter((one) => one.status === status).length;
  return {
    verified: count('verified'),
    noEffect: count('no_effect'),
    regressed: count('regressed'),
    measuring: count('measuring'),
  };
}

/** Escalations that verified effects have avoided by an instant, spread evenly over the time since each release. */
export function avoidedBy(improvements: readonly ImprovementSummary[], until: number): number {
  return improvements.reduce((sum, { status, effect, release }) => {
    if (status !== 'verified' || !effect?.avoided || !release) return sum;
    const begin = Date.parse(release.at);
    const whole = effect.weeks.after * 7 * dayMs;
    const share = whole > 0 ? Math.min(1, Math.max(0, (until - begin) / whole)) : 0;
    return sum + share * effect.avoided.value;
  }, 0);
}
