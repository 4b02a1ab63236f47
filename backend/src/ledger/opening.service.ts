import { hash } from 'node:crypto';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Logger } from 'pino';
import { type CloudEvent, ownSource } from '../contract/events.js';
import { Problem } from '../contract/problem.js';
import { LOG } from '../http/log.js';
import { Readiness } from '../http/readiness.js';
import { CopiesService } from './copies.service.js';
import { LedgerStore } from './ledger.store.js';
import { restoredEvent } from './restore-record.js';
import { RollbackService } from './rollback.service.js';
import { SequencerService } from './sequencer.service.js';
import type { LogKey } from './signing-keys.js';
import { Standing } from './standing.js';

/** The id of the event that announces a key: one per key, so that it is announced once by however many services. */
export const announcementId = (vkey: string): string =>
  `key.rotated-${hash('sha256', vkey, 'hex').slice(0, 32)}`;

function announcement({ verifier, since }: LogKey): CloudEvent[] {
  // The first key is announced by the log itself.
  if (since === undefined) return [];
  const { vkey } = verifier;
  return [
    {
      specversion: '1.0',
      id: announcementId(vkey),
      source: ownSource,
      type: 'key.rotated',
      time: since,
      data: { vkey },
    },
  ];
}

/** What comes before the first entry: the places are compared, then keys and restores are announced. */
@Injectable()
export class OpeningService implements OnModuleInit {
  constructor(
    private readonly sequencer: SequencerService,
    private readonly ledger: LedgerStore,
    private readonly copies: CopiesService,
    private readonly rollback: RollbackService,
    private readonly standing: Standing,
    private readonly readiness: Readiness,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    this.readiness.add(() => {
      const { readOnly } = this.standing;
      return readOnly
        ? new Problem(readOnly.code, { detail: `ledger rollback: ${readOnly.detail}` })
        : undefined;
    });
    await this.sequencer.open();
    await this.copies.compare();
    if (this.standing.readOnly) return;
    await this.announce([...(await this.keys()), ...(await this.restores())]);
  }

  private async keys(): Promise<CloudEvent[]> {
    const { keys, first } = await this.sequencer.open();
    return keys.slice(first + 1).flatMap(announcement);
  }

  /** Those whose checkpoint the database still lacks: with a newer backup a restore may have been undone. */
  private async restores(): Promise<CloudEvent[]> {
    const events: CloudEvent[] = [];
    const records = await this.copies.folder.restores().catch((error: unknown) => {
      this.log.error({ err: error }, 'the records of accepted rollbacks cannot be read');
      return [];
    });
    for (const record of records) {
      const [newest] = record.lost;
      const event = restoredEvent(record);
      if (newest && event && (await this.rollback.isLost(newest))) events.push(event);
    }
    return events;
  }

  private async announce(events: readonly CloudEvent[]): Promise<void> {
    const receipts = await this.ledger.append(events);
    receipts.forEach((receipt, i) => {
      const event = { type: events[i]?.type, id: events[i]?.id };
      if (receipt === 'accepted') this.log.info(event, 'announced in the ledger');
      else if (receipt !== 'duplicate') this.log.error({ ...event, receipt }, 'could not be announced');
    });
  }
}
