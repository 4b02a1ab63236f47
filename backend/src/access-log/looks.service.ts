import { Injectable } from '@nestjs/common';
import { IngestService } from '../ingest/ingest.service.js';
import type { Look } from './look.js';
import { gatherLooks, type LooksEvent } from './looks-event.js';
import { RecordViewStore } from './record-view.store.js';

const batch = 1_000;

/** Somebody else entered one of these looks meanwhile. */
class EnteredElsewhere extends Error {}

/** Takes looks down, and from the queue into the ledger. */
@Injectable()
export class LooksService {
  constructor(
    private readonly queue: RecordViewStore,
    private readonly ingest: IngestService,
  ) {}

  /** Durable when it returns. */
  note(look: Look): Promise<void> {
    return this.queue.add(look);
  }

  /** Enters every look that waits; any number of replicas may call it at once. */
  async enter(): Promise<void> {
    for (;;) {
      const waiting = await this.queue.waiting(batch);
      if (waiting.length === 0) return;
      for (const event of gatherLooks(waiting)) if (!(await this.enterOne(event))) break;
    }
  }

  /** The event is kept and its rows leave the queue in one transaction: a look is never in both, nor in neither. */
  private async enterOne({ type, actor, data, rows }: LooksEvent): Promise<boolean> {
    try {
      await this.ingest.record({ type, data: { ...data } }, actor, async (tx) => {
        if ((await this.queue.take(rows, tx)) !== rows.length) throw new EnteredElsewhere();
      });
      return true;
    } catch (error) {
      if (error instanceof EnteredElsewhere) return false;
      throw error;
    }
  }
}
