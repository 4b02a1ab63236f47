import { escapePointer } from '../contract/json-pointer.js';
import { isRecord, Refusal } from './source.js';
import { readTime, type TimeRules } from './times.js';

/** Of a whole number that another one may have become. */
export const tooLarge = 'the number is too large to be read to its last digit: it must be a text';

const spellings = new Map<string, readonly string[]>();
/** `contactId`, `ContactId`, `contact_id`: files, events and SDKs of one vendor differ in this. */
function spellingsOf(name: string): readonly string[] {
  const known = spellings.get(name);
  if (known) return known;
  const snake = name.replace(/[A-Z]/g, (letter, at: number) => `${at > 0 ? '_' : ''}${letter.toLowerCase()}`);
  const [first, rest] = [name.charAt(0), name.slice(1)];
  const made = [...new Set([name, snake, first.toUpperCase() + rest, first.toLowerCase() + rest])];
  spellings.set(name, made);
  return made;
}

/**
 * An object in a vendor's record and where it stands. Members are read under any of several names and in any of
 * the vendor's spellings. What is absent, null or empty is undefined; what has
 * another type than the vendor documents is refused with its place, so that a changed format is seen.
 */
export class Node {
  constructor(
    readonly value: Record<string, unknown>,
    private readonly parent?: Node,
    private readonly key?: string,
  ) {}

  /** Computed only when something is refused. */
  get pointer(): string {
    return this.parent ? `${this.parent.pointer}${this.key}` : '';
  }

  /** Other members in the same place. */
  with(value: Record<string, unknown>): Node {
    return new Node(value, this.parent, this.key);
  }

  private find(names: readonly string[]): [string, unknown] | undefined {
    for (const given of names) {
      // Nearly always it is spelled as it is asked for.
      if (this.holds(given)) return [given, this.value[given]];
      for (const name of spellingsOf(given)) if (this.holds(name)) return [name, this.value[name]];
    }
    return undefined;
  }

  private holds(name: string): boolean {
    const value = this.value[name];
    return value !== undefined && value !== null && value !== '' && Object.hasOwn(this.value, name);
  }

  refusal(reason: string, name: string): Refusal {
    return new Refusal(reason, `${this.pointer}/${escapePointer(name)}`);
  }

  raw(...names: string[]): unknown {
    return this.find(names)?.[1];
  }

  has(...names: string[]): boolean {
    return this.find(names) !== undefined;
  }

  /** A text, or a number or truth value as text. */
  text(...names: string[]): string | undefined {
    const found = this.find(names);
    if (!found) return undefined;
    const [name, value] = found;
    if (typeof value === 'string') return value;
    // Two ids that differ in their last digits would become one.
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) throw this.refusal(tooLarge, name);
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    throw this.refusal('must be a text', name);
  }

  needText(...names: string[]): string {
    const found = this.text(...names);
    if (found === undefined) throw this.refusal(`${names[0]} is missing`, names[0] ?? '');
    return found;
  }

  /** A number, also written as a text. */
  number(...names: string[]): number | undefined {
    const found = this.find(names);
    if (!found) return undefined;
    const [name, value] = found;
    const number = typeof value === 'string' ? Number(value) : value;
    if (typeof number === 'number' && Number.isFinite(number)) return number;
    throw this.refusal('must be a number', name);
  }

  flag(...names: string[]): boolean | undefined {
    const found = this.find(names);
    if (!found) return undefined;
    const [name, value] = found;
    if (typeof value === 'boolean') return value;
    if (value === 'true' || value === 'false') return value === 'true';
    throw this.refusal('must be true or false', name);
  }

  /** In ms; undefined for a sentinel that says it has not happened. */
  time(names: string | readonly string[], rules?: TimeRules): number | undefined {
    const found = this.find(typeof names === 'string' ? [names] : names);
    if (!found) return undefined;
    const at = readTime(found[1], rules);
    if (typeof at === 'string') throw this.refusal(at, found[0]);
    return at;
  }

  needTime(names: string | readonly string[], rules?: TimeRules): number {
    const at = this.time(names, rules);
    const name = typeof names === 'string' ? names : (names[0] ?? '');
    if (at === undefined) throw this.refusal(`the time "${name}" is missing`, name);
    return at;
  }

  node(...names: string[]): Node | undefined {
    const found = this.find(names);
    if (!found) return undefined;
    const [name, value] = found;
    if (!isRecord(value)) throw this.refusal('must be an object', name);
    return new Node(value, this, `/${escapePointer(name)}`);
  }

  /** An object that some exports hold as JSON in a text; a text that is no object is absent. */
  parsed(...names: string[]): Node | undefined {
    const found = this.find(names);
    if (!found || typeof found[1] !== 'string') return this.node(...names);
    try {
      const value = JSON.parse(found[1]) as unknown;
      return isRecord(value) ? new Node(value, this, `/${escapePointer(found[0])}`) : undefined;
    } catch {
      return undefined;
    }
  }

  nodes(...names: string[]): Node[] {
    const found = this.find(names);
    if (!found) return [];
    const [name, value] = found;
    if (!Array.isArray(value)) throw this.refusal('must be a list', name);
    return value.map((item: unknown, index) => {
      const key = `/${escapePointer(name)}/${index}`;
      if (!isRecord(item)) throw new Refusal('must be an object', `${this.pointer}${key}`);
      return new Node(item, this, key);
    });
  }

  texts(...names: string[]): string[] {
    const found = this.find(names);
    if (!found) return [];
    const [name, value] = found;
    if (!Array.isArray(value)) throw this.refusal('must be a list', name);
    return value.filter((item): item is string => typeof item === 'string' && item !== '');
  }

  /** What authors of bots hand on under names of their own: texts, numbers, truth values; nothing nested. */
  plain(): Record<string, unknown> | undefined {
    const members = Object.entries(this.value).filter(
      ([name, value]) =>
        name.length <= 120 &&
        name !== '__proto__' &&
        (typeof value === 'boolean' ||
          typeof value === 'number' ||
          (typeof value === 'string' && value.length <= 10_000)),
    );
    return members.length > 0 ? Object.fromEntries(members.slice(0, 50)) : undefined;
  }
}
