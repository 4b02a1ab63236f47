import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { apiKey } from '../contract/access.js';
import type { Role } from '../contract/roles.js';
import { Database } from '../db/database.js';
import { sql } from '../db/sql.js';

export interface KeyRow {
  id: string;
  name: string;
  role: Role;
  prefix: string;
  created_at: Date;
  used_at: Date | null;
  revoked_at: Date | null;
}

@Injectable()
export class ApiKeyStore {
  constructor(private readonly database: Database) {}

  list(): Promise<KeyRow[]> {
    return this.database.query<KeyRow>(sql`
      select id, name, role, prefix, created_at, used_at, revoked_at
      from api_key
      order by created_at, id`);
  }

  /** Ids of the keys that have this id or name. */
  async named(word: string): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(sql`
      select id
      from api_key
      where id = ${word} or lower(name) = ${word.toLowerCase()}
      order by id`);
    return rows.map((row) => row.id);
  }

  async create(key: Omit<KeyRow, 'used_at' | 'revoked_at'>, tokenHash: Buffer): Promise<void> {
    await this.database.query(sql`
      insert into api_key (id, name, role, prefix, token_hash, created_at)
      values (${key.id}, ${key.name}, ${key.role}, ${key.prefix}, ${tokenHash}, ${key.created_at})`);
  }

  findByToken(tokenHash: Buffer): Promise<KeyRow | undefined> {
    return this.database.one<KeyRow>(sql`
      select id, name, role, prefix, created_at, used_at, revoked_at
      from api_key
      where token_hash = ${tokenHash} and revoked_at is null`);
  }

  async touch(id: string, now: Date): Promise<void> {
    await this.database.query(sql`update api_key set used_at = ${now} where id = ${id}`);
  }

  /** False when there is no such key. */
  async revoke(id: string, now: Date): Promise<boolean> {
    const revoked = await this.database.one(sql`
      update api_key set revoked_at = coalesce(revoked_at, ${now}) where id = ${id} returning id`);
    return revoked !== undefined;
  }
}

export function toApiKey(row: KeyRow): z.output<typeof apiKey> {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    prefix: row.prefix,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.used_at?.toISOString() ?? null,
    revoked: row.revoked_at !== null,
  };
}
