import type { Slot } from './memory.js';

/** A map that forgets what was used least recently, so that state per conversation has a bound. */
export class BoundedMap<V> implements Slot<V> {
  private readonly entries = new Map<string, V>();

  constructor(private readonly most = 100_000) {}

  get(key: string): V | undefined {
    const value = this.entries.get(key);
    if (value !== undefined) this.set(key, value);
    return value;
  }

  set(key: string, value: V): void {
    this.entries.delete(key);
    this.entries.set(key, value);
    if (this.entries.size <= this.most) return;
    const [oldest] = this.entries.keys();
    if (oldest !== undefined) this.entries.delete(oldest);
  }

  /** True the first time that a key is met. */
  meet(key: string): boolean {
    const isNew = this.get(key) === undefined;
    if (isNew) this.set(key, true as V);
    return isNew;
  }
}
