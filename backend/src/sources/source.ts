import type { CloudEvent } from '../contract/events.js';
import type { Memory } from './memory.js';
import type { ReasonTable } from './reasons.js';

/** Where a record stands in its file. */
export interface Place {
  /** From 0. */
  index: number;
  /** From 1: the line on which the record begins. */
  line: number;
  /** Its file, where several are read as one log. */
  file?: string;
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

/** What a record gives. */
export interface Understood {
  events: CloudEvent[];
  notes?: string[];
  /** Why it rightly gives no event: a kind of record that says nothing about a conversation. */
  ignored?: string;
}

/** What became of one record: its events, or why it is refused. Exactly one of them per record. */
export type Mapped = ({ at: Place } & Understood) | Refused;

export interface SourceOptions {
  /** The `source` of the events: with their ids it identifies them for ever. */
  source: string;
  /** Time of the first record in ms, for logs without times. */
  start?: number;
  /** Under which key a record holds its messages. */
  messagesKey?: string;
  /** Tools, actions or intents that hand over to a human; without them the source's own `handoffTools` hold. */
  handoffTools?: readonly string[];
  /** The operator's own table of reasons, over the source's. */
  reasons?: ReasonTable;
  /** Of `csv`: what its columns mean. */
  mapping?: unknown;
  /** PEM or JWK that signatures are checked with. */
  key?: string;
  /** What records before these said; without it, those of one reading are remembered. */
  memory?: Memory;
}

/** Reads one format. */
export interface Source {
  name: string;
  describes: string;
  /** A table with a header in place of JSON. */
  isTable?: true;
  /** Names under which an object that fills the file holds the list of records. */
  envelopes?: readonly string[];
  /** Names of tools, actions or intents that hand over, as long as nobody says others. */
  handoffTools?: readonly string[];
  /** What the vendor's own reasons mean. */
  reasons?: ReasonTable;
  /** Reading a record needs to know of those before it in its conversation. */
  remembers?: true;
  /** Tables are read too, where they have the marks of this format. */
  alsoTable?: true;
  /** Whether something in a list is one part of a record that the list is as a whole. */
  isPart?(value: unknown): boolean;
  /** Whether a record has the marks of this format; none: it must be named. */
  recognises?(record: Record<string, unknown>): boolean;
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
  map: (value: unknown, at: Place) => Understood,
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
