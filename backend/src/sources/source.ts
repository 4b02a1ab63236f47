import type { CloudEvent } from '../contract/events.js';

/** Where a record stands in its file. */
export interface Place {
  /** From 0. */
  index: number;
  /** From 1: the line on which the record begins. */
  line: number;
}

/** Why a record cannot be read, and where in it. */
export interface Refused {
  at: Place;
  reason: string;
  /** JSON pointer into the record. */
  pointer?: string;
}

/** One record of a file: a value, or what is wrong with its text. */
export type FileRecord = { at: Place; value: unknown } | { at: Place; reason: string };

/** What became of one record: its events, or why it is refused. Exactly one of them per record. */
export type Mapped = { at: Place; events: CloudEvent[]; notes?: string[] } | Refused;

export interface SourceOptions {
  /** The `source` of the events: with their ids it identifies them for ever. */
  source: string;
  /** Time of the first record in ms, for logs without times. */
  start?: number;
  /** Under which key a record holds its messages. */
  messagesKey?: string;
  /** Tools whose call hands over to a human. */
  handoffTools: readonly string[];
}

/** Reads one format. */
export interface Source {
  name: string;
  describes: string;
  read(records: AsyncIterable<FileRecord>, options: SourceOptions): AsyncIterable<Mapped>;
}

/** Something in a record that is not as it must be; `pointer` is a JSON pointer into the record. */
export class Refusal extends Error {
  constructor(
    readonly reason: string,
    readonly pointer = '',
  ) {
    super(reason);
    this.name = 'Refusal';
  }
}

/** Maps record by record; whatever cannot be mapped is refused with its place, and the next one is read. */
export async function* mapEach(
  records: AsyncIterable<FileRecord>,
  map: (value: unknown, at: Place) => { events: CloudEvent[]; notes?: string[] },
): AsyncGenerator<Mapped> {
  for await (const record of records) {
    if ('reason' in record) {
      yield record;
      continue;
    }
    try {
      yield { at: record.at, ...map(record.value, record.at) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      yield { at: record.at, reason: error.reason, pointer: error.pointer };
    }
  }
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
