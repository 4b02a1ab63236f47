import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Logger } from 'pino';
import { LOG } from '../http/log.js';
import { SubjectStore } from '../ledger/subject.store.js';
import { EraserService } from './eraser.service.js';
import type { ListedKey } from './erasure-list.js';
import { ListService } from './list.service.js';
import { RecordStore } from './record.store.js';

/** Listed keys that are looked up at once. */
const chunk = 1000;
/** Keys that are erased in one transaction: each reads the whole ledger to find their conversations. */
const most = 20_000;

/**
 * Before anything is served: whoever restores an older backup gets erased keys back with it. The list outside the
 * database says which; what is erased again writes no event, because the ledger may be read-only then.
 */
@Injectable()
export class ReplayService implements OnModuleInit {
  constructor(
    private readonly list: ListService,
    private readonly subjects: SubjectStore,
    private readonly eraser: EraserService,
    private readonly records: RecordStore,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.list.concludeOpen();
    const again = await this.findAgain();
    let keys = 0;
    for (const [event, refs] of again) keys += await this.eraseAgain(event, refs);
    if (keys > 0) this.log.warn({ erasures: again.size, keys }, 'erased again after a restore');
  }

  /** Keys that are back, by the erasure that had taken them. */
  private async findAgain(): Promise<Map<string, Buffer[]>> {
    const again = new Map<string, Buffer[]>();
    const add = (event: string, ref: Buffer) => {
      const refs = again.get(event);
      if (refs) refs.push(ref);
      else again.set(event, [ref]);
    };
    for (const { subject_ref, event_id } of await this.subjects.keysUnderTombstones())
      add(event_id, subject_ref);
    let listed: ListedKey[] = [];
    const look = async () => {
      const back = await this.subjects.keysMadeBefore(listed);
      const events = new Map(listed.map(({ ref, event }) => [ref.toString('latin1'), event]));
      for (const { subject_ref } of back) add(events.get(subject_ref.toString('latin1')) ?? '', subject_ref);
      listed = [];
    };
    for await (const key of this.list.done()) {
      listed.push(key);
      if (listed.length === chunk) await look();
    }
    await look();
    return again;
  }

  private async eraseAgain(eventId: string, refs: readonly Buffer[]): Promise<number> {
    let keys = 0;
    for (let first = 0; first < refs.length; first += most) {
      const some = refs.slice(first, first + most);
      const { extent } = await this.list.during(eventId, async (tx) => {
        await this.eraser.standStill(tx);
        const conversations = await this.subjects.findConversations(some, tx);
        const erased = await this.eraser.erase(
          { refs: some, conversations },
          { eventId, replayed: true },
          tx,
        );
        await this.records.add(eventId, erased.at, erased.extent, tx);
        return erased;
      });
      keys += extent.keys;
    }
    return keys;
  }
}
