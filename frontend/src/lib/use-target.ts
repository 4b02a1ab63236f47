import type { MetricName } from '../../../backend/src/contract/metrics.js';
import { useRoute } from './queries';

export interface TargetStep {
  /** First day. */
  from: string;
  value: number;
}

const noSteps: readonly TargetStep[] = [];

/** The steps of a metric's target that somebody has set. */
export function useTarget(metric: MetricName): readonly TargetStep[] {
  const { data } = useRoute('GET /api/targets', {});
  return data?.find((target) => target.metric === metric)?.steps ?? noSteps;
}
