import { Worker } from 'node:worker_threads';
import type { Config } from '../config.js';
import type { Database } from '../db/database.js';
import { connectionOf } from '../db/pool-connection.js';
import type { LaneName, Lanes, StartLanes } from '../follow/lanes.js';
import type { LaneAnswer, LaneTask } from './lane.worker.js';

/** A thread cannot load TypeScript: from sources (tests), followers run in the caller's thread. */
const ownEntry = import.meta.url.endsWith('.js') ? new URL('./lane.worker.js', import.meta.url) : undefined;

/** Objects of a batch die together; MB. */
const youngGeneration = 96;

/** A lane's thread. It answers one question at a time. */
class LaneThread {
  private readonly worker: Worker;
  private ended: Error | undefined;
  private waiting: { done: (moved: boolean) => void; fail: (error: Error) => void } | undefined;

  constructor(entry: URL, workerData: LaneTask) {
    this.worker = new Worker(entry, {
      workerData,
      resourceLimits: { maxYoungGenerationSizeMb: youngGeneration },
    });
    this.worker.on('message', (answer: LaneAnswer) => this.settle(answer));
    this.worker.on('error', (error) => this.fail(error));
    this.worker.on('exit', (code) => this.fail(new Error(`a thread of followers ended with code ${code}`)));
  }

  ask(lane: LaneName): Promise<boolean> {
    if (this.ended) return Promise.reject(this.ended);
    return new Promise((done, fail) => {
      this.waiting = { done, fail };
      this.worker.postMessage(lane);
    });
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }

  private settle(answer: LaneAnswer): void {
    const { waiting } = this;
    this.waiting = undefined;
    if ('moved' in answer) waiting?.done(answer.moved);
    else waiting?.fail(Object.assign(new Error(answer.failed.message), { code: answer.failed.code }));
  }

  private fail(error: Error): void {
    this.ended ??= error;
    this.waiting?.fail(this.ended);
    this.waiting = undefined;
  }
}

/** One thread for each lane, until they are ended. */
function startLanes(entry: URL, task: LaneTask): Lanes {
  const threads: Record<LaneName, LaneThread> = {
    first: new LaneThread(entry, task),
    building: new LaneThread(entry, task),
  };
  return {
    advance: (lane) => threads[lane].ask(lane),
    end: async () => {
      await Promise.all(Object.values(threads).map((thread) => thread.end()));
    },
  };
}

/** `entry`: the compiled worker. Undefined where there can be no threads. */
export function laneThreads(database: Database, config: Config, entry = ownEntry): StartLanes | undefined {
  if (!entry) return undefined;
  // Places of checkpoints are the service's own to look after.
  const quiet = { ...config, checkpointBucket: undefined, checkpointWebhook: undefined };
  return () => startLanes(entry, { connection: connectionOf(database.pool), config: quiet });
}
