/** What is known under a key; values are JSON, and may be changed in place. */
export interface Slot<V> {
  get(key: string): V | undefined;
  set(key: string, value: V): void;
  /** True the first time that a key is met. */
  meet(key: string): boolean;
}

/** What reading a record has to know of those before it, where they come one by one. */
export interface Memory {
  slot<V>(name: string): Slot<V>;
}
