import { type FileRecord, isRecord, type Source } from './source.js';

type Shape = Pick<Source, 'recognises' | 'isPart'>;

/** Parts of one record that are held together; a list with more of them is no record. */
const mostParts = 20_000;

/** The records in what a wrapper holds in lists, or as its only object; none: it is no wrapper of this format. */
export function wrappedIn(value: unknown, { recognises }: Shape): unknown[] {
  if (!recognises || !isRecord(value) || recognises(value)) return [];
  const isOne = (each: unknown) => isRecord(each) && recognises(each);
  const inside = Object.values(value).filter((each) => typeof each === 'object' && each !== null);
  const [only] = inside;
  if (inside.length === 1 && isOne(only)) return [only];
  const deeper = inside.flatMap((each) => (isRecord(each) ? Object.values(each) : []));
  return [...inside, ...deeper].filter(Array.isArray).flatMap((list) => (list.some(isOne) ? list : []));
}

/**
 * Records as a format has them, out of what its files are cut into: a wrapper's lists are opened, and a list of parts
 * (the messages of one conversation) is one record. What is neither stays as it is.
 */
export class RecordShaper {
  private index = 0;
  private parts: { list: number; at: FileRecord['at']; values: unknown[] } | undefined;

  constructor(private readonly shape: Shape) {}

  /** True where it stays as it is, as nearly all do: it is one of the format, and nothing before it was another. */
  passes(record: FileRecord): boolean {
    if (this.parts || record.at.index !== this.index || !('value' in record)) return false;
    if (!isRecord(record.value) || this.shape.recognises?.(record.value) !== true) return false;
    this.index++;
    return true;
  }

  /** `list`: the number of the list that it stands in. */
  take(record: FileRecord, list: number): FileRecord[] {
    const { isPart } = this.shape;
    if (!('value' in record)) return [...this.end(), this.numbered(record)];
    const { value, at } = record;
    if (list > 0 && isPart?.(value)) {
      const before = this.parts?.list === list ? [] : this.end();
      this.parts ??= { list, at, values: [] };
      if (this.parts.values.length <= mostParts) this.parts.values.push(value);
      return before;
    }
    const inner = wrappedIn(value, this.shape);
    const records = inner.length > 0 ? inner.map((each) => ({ at, value: each })) : [record];
    return [...this.end(), ...records.map((each) => this.numbered(each))];
  }

  /** What is still held together. */
  end(): FileRecord[] {
    if (!this.parts) return [];
    const { at, values } = this.parts;
    this.parts = undefined;
    const reason = `a list of more than ${mostParts} messages is no conversation`;
    return [this.numbered(values.length > mostParts ? { at, reason } : { at, value: values })];
  }

  private numbered(record: FileRecord): FileRecord {
    const index = this.index++;
    return record.at.index === index ? record : { ...record, at: { ...record.at, index } };
  }
}
