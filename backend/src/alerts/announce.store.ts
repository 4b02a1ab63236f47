import { Injectable } from '@nestjs/common';
import type { Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import type { ReadyDataset } from './message.js';

/** One dataset version that is to be told to one channel. */
export type Announced = Omit<ReadyDataset, 'download'> & { channel_id: string };

/** Which dataset versions were told to which channels. */
@Injectable()
export class AnnounceStore {
  /** Takes what was not told yet; whoever commits must have put it into a message. */
  async take(tx: Transaction): Promise<Announced[]> {
    return tx.query(sql`
      with taken as (
        insert into alert_dataset_notice (dataset_id, channel_id)
        select dataset.id, alert_channel.id
        from dataset
        join alert_channel on dataset.built_at >= alert_channel.datasets_from
        on conflict do nothing
        returning dataset_id, channel_id
      )
      select taken.channel_id, dataset.id, dataset.name, dataset.version,
             (dataset.manifest #>> '{counts,examples}')::int as examples,
             jsonb_array_length(dataset.manifest #> '{counts,labels}') as labels,
             dataset.manifest ->> 'digest' as digest
      from taken
      join dataset on dataset.id = taken.dataset_id
      order by dataset.built_at, dataset.id, taken.channel_id`);
  }
}
