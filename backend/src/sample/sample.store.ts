import { Injectable } from '@nestjs/common';
import { Database } from '../db/database.js';
import { sql } from '../db/sql.js';

export interface SampleState {
  seed: number;
  nowAt: Date;
  loaded: number;
  total: number;
}

const columns = sql`seed, now_at as "nowAt", loaded, total`;

@Injectable()
export class SampleStore {
  constructor(private readonly database: Database) {}

  read(): Promise<SampleState | undefined> {
    return this.database.one<SampleState>(sql`select ${columns} from sample`);
  }

  /** The first caller's seed and time hold for ever, so that a restart makes the same events again. */
  async begin({ seed, nowAt, total }: Omit<SampleState, 'loaded'>): Promise<SampleState> {
    await this.database.query(sql`
      insert into sample (seed, now_at, total)
      values (${seed}, ${nowAt}, ${total})
      on conflict do nothing
    `);
    return (await this.read()) ?? { seed, nowAt, total, loaded: 0 };
  }

  async moveTo(loaded: number, total: number): Promise<void> {
    await this.database.query(sql`
      update sample
      set loaded = greatest(loaded, ${loaded}), total = ${total}
    `);
  }

  /** Runs `work` unless another replica is loading at this moment; says whether it ran. */
  async alone(work: () => Promise<void>): Promise<boolean> {
    const loading = async () => {
      await work();
      return true;
    };
    const ran = await this.database.tryLock('baton.sample', loading, { needsAnother: true });
    return ran ?? false;
  }
}
