import { Injectable } from '@nestjs/common';
import { Database } from '../db/database.js';
import { sql } from '../db/sql.js';
import { logId } from './ledger.store.js';
import { hashNode, proveConsistency, proveInclusion, rootAt } from './merkle.js';

/** Proofs from the stored leaves and tile nodes: at most 128 hashes are read for one of a proof's. */
@Injectable()
export class TreeStore {
  constructor(private readonly database: Database) {}

  inclusion(index: number, size: number): Promise<Buffer[]> {
    return proveInclusion(this.subtree, index, size);
  }

  consistency(first: number, second: number): Promise<Buffer[]> {
    return proveConsistency(this.subtree, first, second);
  }

  root(size: number): Promise<Buffer> {
    return rootAt(this.subtree, size);
  }

  async leafHash(index: number): Promise<Buffer | undefined> {
    const [hash] = await this.hashes(0, index, index + 1);
    return hash;
  }

  /** A tile level holds every eighth height; what lies between is folded from the level below. */
  private readonly subtree = async (height: number, index: number): Promise<Buffer> => {
    const level = Math.floor(height / 8);
    const width = 2 ** (height % 8);
    let row = await this.hashes(level, index * width, (index + 1) * width);
    if (row.length !== width) throw new Error(`the ledger lacks hashes at level ${level}`);
    while (row.length > 1) row = pairs(row);
    return row[0] as Buffer;
  };

  private async hashes(level: number, from: number, to: number): Promise<Buffer[]> {
    const rows = await this.database.query<{ hash: Buffer }>(
      level === 0
        ? sql`
          select leaf_hash as hash
          from ledger.leaf
          where log_id = ${logId} and leaf_index >= ${from} and leaf_index < ${to}
          order by leaf_index`
        : sql`
          select hash
          from ledger.node
          where log_id = ${logId} and level = ${level} and idx >= ${from} and idx < ${to}
          order by idx`,
    );
    return rows.map((row) => row.hash);
  }
}

function pairs(row: readonly Buffer[]): Buffer[] {
  const above: Buffer[] = [];
  for (let i = 0; i + 1 < row.length; i += 2) above.push(hashNode(row[i] as Buffer, row[i + 1] as Buffer));
  return above;
}
