import { Worker } from 'node:worker_threads';
import { mapInTurns } from '../turns.js';
import type { EntryRange, EntryTask } from './entry.worker.js';
import { readEntryTexts } from './entry-text.js';
import type { LedgerEvent } from './ledger-event.js';

/** What it reads lives until it is sent. */
const youngMb = 12;

interface Waiting {
  done: (texts: string[]) => void;
  fail: (error: Error) => void;
}

/** A thread that reads and opens entries of the ledger, over a connection of its own. */
export class EntryThread {
  /** It has started and is connected. */
  isReady = false;
  private readonly worker: Worker;
  private readonly waiting: Waiting[] = [];
  private failure: Error | undefined;

  constructor(workerData: EntryTask) {
    this.worker = new Worker(new URL('./entry.worker.js', import.meta.url), {
      workerData,
      resourceLimits: { maxYoungGenerationSizeMb: youngMb },
    });
    this.worker.on('message', (said: 'ready' | string[]) => {
      if (said === 'ready') this.isReady = true;
      else this.waiting.shift()?.done(said);
    });
    this.worker.on('error', (error) => this.fail(error));
    this.worker.on('exit', (code) => this.fail(new Error(`the reading thread ended with code ${code}`)));
  }

  /** Entries in the order of record, from an index on. */
  async readEntries(from: number, limit: number): Promise<LedgerEvent[]> {
    const texts = await new Promise<string[]>((done, fail) => {
      if (this.failure) throw this.failure;
      this.waiting.push({ done, fail });
      this.worker.postMessage({ from, limit } satisfies EntryRange);
    });
    return (await mapInTurns(texts, readEntryTexts)).flat();
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }

  private fail(error: Error): void {
    this.isReady = false;
    this.failure ??= error;
    for (const { fail } of this.waiting.splice(0)) fail(this.failure);
  }
}
