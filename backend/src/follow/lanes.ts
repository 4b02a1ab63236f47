/** `building`: followers that build on others' facts; they go a batch behind the `first`, at the same time. */
export const laneNames = ['first', 'building'] as const;
export type LaneName = (typeof laneNames)[number];

/** What brings followers forward. */
export interface Lanes {
  /** One batch for each follower of the lane; gives whether any of them had one. */
  advance(lane: LaneName): Promise<boolean>;
  /** Returns when nothing is under way any more. */
  end(): Promise<void>;
}

/** Token for what starts lanes in threads of their own; undefined where there can be none. */
export const LANE_THREADS = Symbol('lane threads');
export type StartLanes = () => Lanes;
