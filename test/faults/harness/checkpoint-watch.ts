import { setTimeout } from 'node:timers/promises';
import type { Gate } from './gate.js';

const everyMs = 15;

/** A witness: keeps every checkpoint that it ever saw. */
export class CheckpointWatch {
  private readonly notes = new Map<number, string>();
  private newest = -1;
  /** Two notes of one size, or a tree that became smaller. */
  readonly contradictions: string[] = [];

  constructor(private readonly gate: Gate) {}

  get seen(): ReadonlyMap<number, string> {
    return this.notes;
  }

  async run(): Promise<void> {
    while (await this.gate.open()) {
      await this.look();
      await setTimeout(everyMs);
    }
  }

  async look(): Promise<void> {
    const { url, key } = this.gate;
    try {
      const headers = { authorization: `Bearer ${key}` };
      const signal = AbortSignal.timeout(20_000);
      const response = await fetch(`${url}/log/baton/checkpoint`, { headers, signal });
      const text = await response.text();
      if (response.status === 200) this.keep(text);
    } catch {
      // Not up.
    }
  }

  private keep(note: string): void {
    const size = Number(note.split('\n')[1]);
    const known = this.notes.get(size);
    if (known !== undefined && known !== note) this.contradictions.push(`two checkpoints of size ${size}`);
    if (size < this.newest) this.contradictions.push(`size ${size} after ${this.newest}`);
    this.newest = Math.max(this.newest, size);
    this.notes.set(size, note);
  }
}
