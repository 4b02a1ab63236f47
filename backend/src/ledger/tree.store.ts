import { Injectable } from '@nestjs/common';
import { Database } from '../db/database.js';
import { sql } from '../db/sql.js';
import { logId } from './log.store.js';
import { hashBytes } from './merkle.js';
import {
  computeRoot,
  type HashRange,
  type KnownRoots,
  MissingHashes,
  proveConsistency,
  proveInclusion,
  proveInclusions,
  type ReadHashes,
} from './proofs.js';

/** Roots that are remembered: some 10 MB. */
const mostRoots = 65_536;

/** Proofs from the stored leaves and tile nodes. */
@Injectable()
export class TreeStore {
  /** For proofs that are given out only: what is compared with other trees is read anew. */
  private readonly roots: KnownRoots = new Map();

  constructor(private readonly database: Database) {}

  inclusion(index: number, size: number): Promise<Buffer[]> {
    return proveInclusion(index, size, this.read);
  }

  /** The leaf with its path, read at once. */
  async leafInclusion(index: number, size: number): Promise<{ leafHash: Buffer; hashes: Buffer[] }> {
    const leaf: HashRange = { level: 0, start: index, count: 1 };
    let leafHash: Buffer | undefined;
    const read: ReadHashes = async (ranges) => {
      const [[own] = [], ...others] = await this.read([leaf, ...ranges]);
      leafHash = own;
      return others;
    };
    if (this.roots.size > mostRoots) this.roots.clear();
    const hashes = await proveInclusion(index, size, read, this.roots);
    // A tree of one leaf has a path of nothing.
    leafHash ??= await this.leafHash(index);
    if (!leafHash) throw new MissingHashes(`the leaf ${index} is missing`);
    return { leafHash, hashes };
  }

  /** One path for each. */
  inclusions(indices: readonly number[], size: number): Promise<Buffer[][]> {
    return proveInclusions(indices, size, this.read);
  }

  consistency(first: number, second: number): Promise<Buffer[]> {
    return proveConsistency(first, second, this.read);
  }

  root(size: number): Promise<Buffer> {
    return computeRoot(size, this.read);
  }

  /** Leaves of the newest sealed tree. */
  async size(): Promise<number> {
    const batch = await this.database.one<{ size: number }>(sql`
      select size
      from ledger.batch
      where log_id = ${logId}
      order by size desc
      limit 1`);
    return batch?.size ?? 0;
  }

  /** Adjacent hashes of a level: fewer when the tree has no more. */
  async hashes(range: HashRange): Promise<Buffer[]> {
    const [hashes = []] = await this.read([range]);
    return hashes;
  }

  /** The exact bytes of adjacent leaves. */
  async entries(start: number, count: number): Promise<Buffer[]> {
    const rows = await this.database.query<{ entry: Buffer }>(sql`
      select inbox.entry
      from ledger.leaf
      join ledger.inbox using (log_id, inbox_id)
      where leaf.log_id = ${logId} and leaf.leaf_index >= ${start} and leaf.leaf_index < ${start + count}
      order by leaf.leaf_index`);
    return rows.map(({ entry }) => entry);
  }

  async leafHash(index: number): Promise<Buffer | undefined> {
    const [hash] = await this.hashes({ level: 0, start: index, count: 1 });
    return hash;
  }

  /** All ranges of a proof in one statement. */
  private readonly read = async (ranges: readonly HashRange[]): Promise<Buffer[][]> => {
    const rows = await this.database.query<{ range: number; hashes: Buffer }>(sql`
      with wanted as (
        select *
        from unnest(
          ${ranges.map((range) => range.level)}::int[],
          ${ranges.map((range) => range.start)}::bigint[],
          ${ranges.map((range) => range.count)}::bigint[]
        ) with ordinality as given (level, start, count, range)
      )
      select wanted.range, string_agg(stored.hash, ''::bytea order by stored.position) as hashes
      from wanted
      cross join lateral (
        select leaf_index as position, leaf_hash as hash
        from ledger.leaf
        where wanted.level = 0 and log_id = ${logId}
          and leaf_index >= wanted.start and leaf_index < wanted.start + wanted.count
        union all
        select idx, hash
        from ledger.node
        where wanted.level > 0 and log_id = ${logId} and level = wanted.level
          and idx >= wanted.start and idx < wanted.start + wanted.count
      ) as stored
      group by wanted.range`);
    const found: Buffer[][] = ranges.map(() => []);
    for (const { range, hashes } of rows) found[range - 1] = splitHashes(hashes);
    return found;
  };
}

function splitHashes(joined: Buffer): Buffer[] {
  return Array.from({ length: joined.length / hashBytes }, (_, i) =>
    joined.subarray(i * hashBytes, (i + 1) * hashBytes),
  );
}
