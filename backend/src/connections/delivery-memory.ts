import type { Memory, Slot } from '../sources/memory.js';

/** Something that has to be looked up before a record can be read; the record is then read anew. */
export class Missing extends Error {
  constructor(
    readonly slot: string,
    readonly key: string,
  ) {
    super(`${slot} of a key is not loaded`);
    this.name = 'Missing';
  }
}

export interface Remembered {
  slot: string;
  key: string;
  /** JSON. */
  value: string;
}

/**
 * What earlier deliveries said, loaded as it is asked for: an adapter reads one record at a time and knows no
 * database. Of a record that is refused nothing is kept.
 */
export class DeliveryMemory implements Memory {
  /** As it stood before the record; undefined where nothing is known. */
  private readonly known = new Map<string, string | undefined>();
  private readonly changed = new Map<string, Remembered>();
  private readonly touched = new Map<string, { slot: string; key: string; value: unknown }>();

  slot<V>(slot: string): Slot<V> {
    return {
      get: (key) => this.get(slot, key) as V | undefined,
      set: (key, value) => this.set(slot, key, value),
      meet: (key) => {
        const isNew = this.get(slot, key) === undefined;
        if (isNew) this.set(slot, key, true);
        return isNew;
      },
    };
  }

  /** What was found under a key that was missing. */
  load(slot: string, key: string, value: string | undefined): void {
    this.known.set(nameOf(slot, key), value);
  }

  /** Before a record is read, also again. */
  begin(): void {
    this.touched.clear();
  }

  /** The record was understood: what was said of it holds. */
  keep(): void {
    for (const [name, { slot, key, value }] of this.touched) {
      const text = JSON.stringify(value);
      if (text === undefined || text === this.known.get(name)) continue;
      this.known.set(name, text);
      this.changed.set(name, { slot, key, value: text });
    }
    this.touched.clear();
  }

  /** What differs from what was loaded. */
  changes(): Remembered[] {
    return [...this.changed.values()];
  }

  private get(slot: string, key: string): unknown {
    const name = nameOf(slot, key);
    const touched = this.touched.get(name);
    if (touched) return touched.value;
    if (!this.known.has(name)) throw new Missing(slot, key);
    const text = this.known.get(name);
    if (text === undefined) return undefined;
    const value = JSON.parse(text) as unknown;
    this.touched.set(name, { slot, key, value });
    return value;
  }

  private set(slot: string, key: string, value: unknown): void {
    this.touched.set(nameOf(slot, key), { slot, key, value });
  }
}

const nameOf = (slot: string, key: string) => `${slot}\0${key}`;
