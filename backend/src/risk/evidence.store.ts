import { Injectable } from '@nestjs/common';
import type { Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';

/** Longest ago that a release shows a loop that still turns. */
const halfYear = '183 days';

/** What was made of what humans did. */
@Injectable()
export class EvidenceStore {
  async learned(watermark: Date, tx: Transaction): Promise<{ taughtReleases: number; datasets: number }> {
    const row = await tx.one<{ releases: number; datasets: number }>(sql`
      select
        (select count(*)::int
         from release
         where released_at > ${watermark}::timestamptz - ${halfYear}::interval
           and released_at <= ${watermark}
           and (dataset_version is not null or cardinality(improvements) > 0)) as releases,
        (select count(*)::int from dataset) as datasets`);
    return { taughtReleases: row?.releases ?? 0, datasets: row?.datasets ?? 0 };
  }
}
