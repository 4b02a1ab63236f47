import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config.js';
import { Problem } from '../contract/problem.js';
import type { AnswerOf, BodyOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { Database } from '../db/database.js';
import type { Actor } from '../ingest/actor.js';
import { IngestService } from '../ingest/ingest.service.js';
import { type OpenRecord, type Original, RejectedRecordStore } from '../ingest/rejected-record.store.js';
import { sources } from '../sources/registry.js';
import type { FileRecord } from '../sources/source.js';
import { ConnectionService } from './connection.service.js';
import { deliveryRecords } from './delivery-records.js';
import { ReasonStore } from './reason.store.js';
import { rejectionsOf } from './rejections.js';
import { type Reading, TakeRecordsService } from './take-records.service.js';

type Choice = BodyOf<typeof routes.rejectedRetry>;

/** Without anybody's doing they go after so many days: whose words they hold is not known for certain. */
const keptDays = 30;
const mostListed = 200;
/** Records that one call tries. */
const mostTried = 500;
const dayMs = 86_400_000;

/** Records that could not be read: to be looked at, tried again, or thrown away. */
@Injectable()
export class RejectedService {
  constructor(
    private readonly database: Database,
    private readonly store: RejectedRecordStore,
    private readonly connections: ConnectionService,
    private readonly reasons: ReasonStore,
    private readonly records: TakeRecordsService,
    private readonly ingest: IngestService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async list(name: string): Promise<AnswerOf<typeof routes.rejectedList>> {
    const [rows, total] = await Promise.all([this.store.list(name, mostListed), this.store.count(name)]);
    return {
      total,
      keptDays,
      items: rows.map(({ came_at, tried_at, ...row }) => ({
        ...row,
        cameAt: came_at.toISOString(),
        triedAt: tried_at.toISOString(),
      })),
    };
  }

  async get(name: string, id: number): Promise<AnswerOf<typeof routes.rejectedGet>> {
    const [found] = await this.store.open(name, { after: 0, ids: [id], limit: 1 });
    if (!found)
      throw new Problem('not_found', { detail: 'There is no such record; it may have been read meanwhile.' });
    const { reason, pointer, original } = found;
    return { id, reason, pointer, text: textOf(original) };
  }

  /** Each by itself, the oldest first: what is read now is entered and no longer kept here. */
  async retry(name: string, { ids }: Choice): Promise<AnswerOf<typeof routes.rejectedRetry>> {
    const open = await this.store.open(name, { after: 0, ids, limit: mostTried });
    let taken = 0;
    for (const record of open) if (await this.tryAgain(name, record)) taken += 1;
    const left = ids ? 0 : Math.max(0, (await this.store.count(name)) - (open.length - taken));
    return { taken, rejected: open.length - taken, left };
  }

  async dismiss(name: string, { ids }: Choice, { id, name: actor }: Actor) {
    return this.database.transaction(async (tx) => {
      const dismissed = await this.store.remove(name, ids, tx);
      const data = { code: 'records_dismissed', connection: name, entries: dismissed };
      if (dismissed > 0) {
        await this.ingest.recordWithin(tx, { type: 'source.changed', data }, { id, name: actor });
      }
      return { dismissed };
    });
  }

  async purge(): Promise<void> {
    await this.store.purge(new Date(this.clock() - keptDays * dayMs));
  }

  private async tryAgain(name: string, { id, format, way, original }: OpenRecord): Promise<boolean> {
    const reading = (await this.connections.readingOf(name)) ?? (await this.readingAs(format, name));
    if (!reading) return false;
    const body = 'body' in original ? Buffer.from(original.body, 'base64') : Buffer.alloc(0);
    const records: FileRecord[] =
      'value' in original
        ? [{ at: { index: 0, line: 1 }, value: original.value }]
        : await deliveryRecords(reading.source, body, 'application/json');
    const { rejected } = await this.records.take(reading, records);
    if (rejected.length === 0) {
      await this.store.remove(name, [id], this.database);
      return true;
    }
    const origin = { source: name, format: reading.source.name, way };
    await this.store.keep(rejectionsOf(origin, rejected, body), new Date(this.clock()));
    return false;
  }

  /** Of a source that nobody has set up. */
  private async readingAs(format: string, name: string): Promise<Reading | undefined> {
    const source = sources.get(format);
    return source && { source, options: { source: name, reasons: await this.reasons.table(name) } };
  }
}

function textOf(original: Original): string {
  if ('body' in original) return Buffer.from(original.body, 'base64').toString('utf8');
  return JSON.stringify(original.value, null, 2);
}
