import { setImmediate as turn } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock, CONFIG, type Config } from '../config.js';
import type { CloudEvent } from '../contract/events.js';
import type { AnswerOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import type { Transaction } from '../db/database.js';
import { Slots } from '../db/slots.js';
import { type Accept, IngestService } from '../ingest/ingest.service.js';
import { Keyring } from '../ledger/keyring.js';
import { type FileRecord, type Mapped, Refusal, type Source, type SourceOptions } from '../sources/source.js';
import { DeliveryMemory, Missing } from './delivery-memory.js';
import { HookStore } from './hook.store.js';
import { OneAtATime } from './one-at-a-time.js';

export interface Reading {
  source: Source;
  options: SourceOptions;
}
/** What became of some records. */
export interface Taken {
  events: AnswerOf<typeof routes.hookReceive>['events'];
  ignored: number;
  rejected: { record: FileRecord; reason: string; pointer?: string | undefined }[];
}

/** Of the connections to the database, one in so many is for taking records in the light of those before. */
const shareOfConnections = 3;

/** Reads records one by one as they come: what it says was taken is durable when it returns. */
@Injectable()
export class TakeRecordsService {
  private readonly turns = new OneAtATime();
  /** Each holds a connection while it waits for its source's lock: others have need of some too. */
  private readonly slots: Slots;

  constructor(
    private readonly store: HookStore,
    private readonly ingest: IngestService,
    private readonly keyring: Keyring,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) config: Config,
  ) {
    this.slots = new Slots(Math.ceil(config.databasePool / shareOfConnections));
  }

  /** Where a record is read in the light of those before it, those of one source are read one after the other. */
  async take(reading: Reading, records: readonly FileRecord[]): Promise<Taken> {
    if (!reading.source.remembers) {
      const mapped = await mapAll(records, (record) => readOne(reading, record));
      return enter(mapped, (events) => this.ingest.accept(events));
    }
    return this.turns.run(reading.options.source, () =>
      this.slots.run(() =>
        this.ingest.acceptWithin((tx, accept) => this.takeKnowing(reading, records, tx, accept)),
      ),
    );
  }

  /** What is remembered of the records and their events are both kept, or neither. */
  private async takeKnowing(
    reading: Reading,
    records: readonly FileRecord[],
    tx: Transaction,
    accept: Accept,
  ): Promise<Taken> {
    const name = reading.options.source;
    await tx.lock(`baton.source ${name}`);
    const memory = new DeliveryMemory();
    const options = { ...reading.options, memory };
    const mapped = await mapAll(records, (record) =>
      this.readKnowing({ ...reading, options }, record, memory, tx),
    );
    const taken = await enter(mapped, accept);
    await this.remember(name, memory, tx);
    return taken;
  }

  private async readKnowing(
    reading: Reading,
    record: FileRecord,
    memory: DeliveryMemory,
    tx: Transaction,
  ): Promise<Mapped> {
    for (;;) {
      memory.begin();
      try {
        const mapped = await readOne(reading, record);
        if ('events' in mapped) memory.keep();
        return mapped;
      } catch (error) {
        if (!(error instanceof Missing)) throw error;
        const key = this.keyOf(reading.options.source, error.slot, error.key);
        const place = { slot: error.slot, key };
        const sealed = await this.store.recall(reading.options.source, place, new Date(this.clock()), tx);
        memory.load(error.slot, error.key, sealed && this.keyring.unwrap(sealed, key).toString('utf8'));
      }
    }
  }

  private async remember(source: string, memory: DeliveryMemory, tx: Transaction): Promise<void> {
    const rows = memory.changes().map(({ slot, key: name, value }) => {
      const key = this.keyOf(source, slot, name);
      return { slot, key, sealed: this.keyring.wrap(Buffer.from(value), key) };
    });
    await this.store.remember(source, rows, new Date(this.clock()), tx);
  }

  private keyOf(source: string, slot: string, key: string): Buffer {
    return this.keyring.digest('source-memory', source, slot, key);
  }
}

async function enter(all: readonly [FileRecord, Mapped][], accept: Accept): Promise<Taken> {
  const events: CloudEvent[] = [];
  const from: FileRecord[] = [];
  const rejected: Taken['rejected'] = [];
  let ignored = 0;
  for (const [record, mapped] of all) {
    if (!('events' in mapped)) rejected.push({ record, reason: mapped.reason, pointer: mapped.pointer });
    else if (mapped.events.length === 0) ignored += 1;
    else
      for (const event of mapped.events) {
        events.push(event);
        from.push(record);
      }
  }
  const { receipts, ...counts } = await accept(events);
  for (const { status, index, reason, pointer } of receipts) {
    const record = from[index];
    if (status !== 'invalid' || !record || rejected.some((one) => one.record === record)) continue;
    rejected.push({ record, reason: reason ?? 'an event was refused', pointer });
  }
  return { events: counts, ignored, rejected };
}

/** Others get their turn after so many milliseconds. */
const turnMs = 20;

async function mapAll(
  records: readonly FileRecord[],
  read: (record: FileRecord) => Promise<Mapped>,
): Promise<[FileRecord, Mapped][]> {
  const all: [FileRecord, Mapped][] = [];
  let begun = performance.now();
  for (const record of records) {
    all.push([record, await read(record)]);
    if (performance.now() - begun < turnMs) continue;
    await turn();
    begun = performance.now();
  }
  return all;
}

/** An adapter says exactly one thing of a record. */
async function readOne({ source, options }: Reading, record: FileRecord): Promise<Mapped> {
  try {
    for await (const mapped of source.read(single(record), options)) return mapped;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { at: record.at, reason: error.reason, pointer: error.pointer };
  }
  return { at: record.at, reason: 'nothing was said of it' };
}

async function* single(record: FileRecord): AsyncGenerator<FileRecord> {
  yield record;
}
