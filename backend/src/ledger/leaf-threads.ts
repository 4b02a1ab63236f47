import { Worker } from 'node:worker_threads';
import type { CheckedLeaves } from './check-leaves.js';
import type { LeafRange } from './leaf-rows.js';
import type { VerifyTask } from './verify.worker.js';

interface Waiting {
  done: (checked: CheckedLeaves) => void;
  fail: (error: Error) => void;
}

/** Threads that check ranges of leaves; each works on its own ranges in the order in which they were given. */
export class LeafThreads {
  private readonly threads: { worker: Worker; waiting: Waiting[] }[];
  private next = 0;

  constructor(count: number, task: VerifyTask) {
    this.threads = Array.from({ length: count }, () => this.start(task));
  }

  private start(workerData: VerifyTask): { worker: Worker; waiting: Waiting[] } {
    const worker = new Worker(new URL('./verify.worker.js', import.meta.url), { workerData });
    const waiting: Waiting[] = [];
    const end = (error: Error) => {
      for (const { fail } of waiting.splice(0)) fail(error);
    };
    worker.on('message', (checked: CheckedLeaves) => waiting.shift()?.done(checked));
    worker.on('error', end);
    worker.on('exit', (code) => end(new Error(`a verifying thread ended with code ${code}`)));
    return { worker, waiting };
  }

  check(range: LeafRange): Promise<CheckedLeaves> {
    const thread = this.threads[this.next % this.threads.length];
    this.next += 1;
    return new Promise((done, fail) => {
      if (!thread) throw new Error('there is no verifying thread');
      thread.waiting.push({ done, fail });
      thread.worker.postMessage(range);
    });
  }

  async end(): Promise<void> {
    await Promise.all(this.threads.map(({ worker }) => worker.terminate()));
  }
}
