import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config.js';
import { Problem } from '../contract/problem.js';
import type { AnswerOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { IntakeService } from '../ingest/intake.service.js';
import { RejectedRecordStore } from '../ingest/rejected-record.store.js';
import { Keyring } from '../ledger/keyring.js';
import { checkSignature, type Delivery } from './check-signature.js';
import { ConnectionService } from './connection.service.js';
import { type ConnectionRow, ConnectionStore } from './connection.store.js';
import { deliveryRecords } from './delivery-records.js';
import { HookStore } from './hook.store.js';
import { readBody } from './read-body.js';
import { rejectionsOf } from './rejections.js';
import { goodAt } from './secrets.js';
import { type Taken, TakeRecordsService } from './take-records.service.js';
import { TokenBuckets } from './token-bucket.js';

type Answer = AnswerOf<typeof routes.hookReceive>;

export interface Incoming {
  stream: Readable;
  headers: Delivery['headers'];
  contentType: string;
  /** With its question mark; empty without one. */
  query: string;
  /** Of whoever sends. */
  address: string;
}

/** The same whatever is wrong: whoever guesses learns nothing. */
const howToFindOut =
  'Baton says what is wrong with it to whoever may see its sources: Sources, the source, Try a delivery.';

const dayMs = 86_400_000;
/** A delivery that comes again within it does nothing; after it, ids of events see to the same. */
const knownForMs = 7 * dayMs;
/** Conversations rarely pause for longer. */
const rememberedForMs = 30 * dayMs;

/** Takes what vendors deliver. Answered well is only what is durable: events, or the records that gave none. */
@Injectable()
export class HookService {
  private readonly deliveries = new TokenBuckets({ burst: 1000, perSecond: 100 });
  private readonly failures = new TokenBuckets({ burst: 60, perSecond: 1 });

  constructor(
    private readonly connections: ConnectionStore,
    private readonly service: ConnectionService,
    private readonly store: HookStore,
    private readonly records: TakeRecordsService,
    private readonly rejected: RejectedRecordStore,
    private readonly intake: IntakeService,
    private readonly keyring: Keyring,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async receive(name: string, incoming: Incoming): Promise<Answer> {
    const { address } = incoming;
    if (!this.failures.has(address, this.clock())) throw new Problem('too_many_attempts', { retryAfter: 60 });
    const connection = await this.connections.find(name);
    const body = await readBody(incoming.stream, Number(incoming.headers['content-length'] ?? 0));
    if (!connection || !this.isSigned(connection, incoming, body)) {
      this.failures.take(address, this.clock());
      if (connection) this.intake.count(name, 'unsigned');
      throw new Problem('not_authentic', { detail: howToFindOut });
    }
    if (connection.paused)
      throw new Problem('unavailable', { detail: 'This source is paused.', retryAfter: 300 });
    if (!this.deliveries.take(name, this.clock())) throw new Problem('too_many_attempts', { retryAfter: 5 });
    return this.take(connection, body, incoming.contentType);
  }

  /** What is past its time. */
  async purge(): Promise<void> {
    const before = (ms: number) => new Date(this.clock() - ms);
    await this.store.purge(before(knownForMs), before(rememberedForMs));
  }

  private isSigned(connection: ConnectionRow, { headers, query }: Incoming, body: Buffer): boolean {
    const { signature } = connection;
    const secrets = this.service.secretsOf(connection);
    if (!signature || !secrets) return false;
    const url = this.service.signedAddressOf(connection, query);
    const now = this.clock();
    return checkSignature(signature, { url, headers, body }, goodAt(secrets, now), now) === 'good';
  }

  private async take(connection: ConnectionRow, body: Buffer, contentType: string): Promise<Answer> {
    const { name } = connection;
    const digest = this.keyring.digest('delivery', name, body);
    if (await this.store.isKnown(name, digest)) {
      this.intake.count(name, 'repeated');
      return { repeated: true, records: 0, rejected: 0, ignored: 0, events: nothing };
    }
    const reading = await this.service.readingBy(connection);
    if (!reading) throw new Problem('unavailable', { detail: 'This format is not known here.' });
    const records = await deliveryRecords(reading.source, body, contentType);
    const taken = await this.records.take(reading, records);
    await this.keepRejected(connection, taken, body);
    // Last: until then, a delivery that comes again is read again, and nothing of it is lost.
    await this.store.note(name, digest, new Date(this.clock()));
    const { events, ignored, rejected } = taken;
    return { repeated: false, records: records.length, rejected: rejected.length, ignored, events };
  }

  private async keepRejected(
    { name, format }: ConnectionRow,
    { rejected }: Taken,
    body: Buffer,
  ): Promise<void> {
    if (rejected.length === 0) return;
    const rejections = rejectionsOf({ source: name, format, way: 'webhook' }, rejected, body);
    await this.rejected.keep(rejections, new Date(this.clock()));
    this.intake.count(name, 'rejected', rejected.length);
  }
}

const nothing = { accepted: 0, duplicate: 0, conflict: 0, invalid: 0 };
