import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { receipt } from '../contract/handoffs.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';
import { TreeStore } from '../ledger/tree.store.js';

/** Names the ledger entry of an event that was read. */
@Injectable()
export class ReceiptService {
  constructor(private readonly tree: TreeStore) {}

  async of({ index }: LedgerEvent): Promise<z.output<typeof receipt>> {
    const hash = await this.tree.leafHash(index);
    if (!hash) throw new Error(`leaf ${index} was read and is not there`);
    return { entry: index, leafHash: hash.toString('base64') };
  }
}
