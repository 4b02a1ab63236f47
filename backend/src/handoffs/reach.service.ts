import { Injectable } from '@nestjs/common';
import { Database } from '../db/database.js';
import { CursorStore } from '../follow/cursor.store.js';
import { SumsStore } from '../metrics/sums.store.js';

/** How far what is shown reaches. */
@Injectable()
export class ReachService {
  constructor(
    private readonly sums: SumsStore,
    private readonly cursors: CursorStore,
    private readonly database: Database,
  ) {}

  /** How far the sums reach, so that a list counts the rows that its card counted; before the first: the facts. */
  async watermark(): Promise<Date | null> {
    const { watermark } = await this.database.transaction((tx) => this.sums.reach(tx));
    return watermark ?? this.cursors.watermark('episodes');
  }
}
