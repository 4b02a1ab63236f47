import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import type { Pool, PoolClient } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { inTurns } from '../turns.js';
import { Slots } from './slots.js';
import { type Sql, sql } from './sql.js';
import { isSilence } from './unavailable.js';

/** Gives why it could not. */
const rollback = (client: PoolClient): Promise<Error | undefined> =>
  client.query('rollback').then(
    () => undefined,
    (failure: Error) => failure,
  );

interface TransactionOptions {
  /** One snapshot for every statement, nothing written: answers whose numbers must agree. */
  snapshot?: boolean;
  /**
   * Its work asks for another connection while it has this one, or waits for somebody who does. Of these there is
   * always one fewer than there are connections, so that none waits for ever.
   */
  needsAnother?: boolean;
}

export class Transaction {
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly client: PoolClient) {}

  /** A connection does one thing at a time: whoever asks meanwhile waits for the turn. */
  inTurn<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const turn = this.last.then(() => work(this.client));
    this.last = turn.catch(() => undefined);
    return turn;
  }

  async query<Row>(statement: Sql): Promise<Row[]> {
    const result = await this.inTurn((client) => client.query(statement.text, statement.values as unknown[]));
    return result.rows as Row[];
  }

  async one<Row>(statement: Sql): Promise<Row | undefined> {
    return (await this.query<Row>(statement))[0];
  }

  /** All rows of a query without parameters in COPY's binary format: see `CopyReader`. */
  copyOut(query: Sql): Promise<Buffer> {
    return this.inTurn(async (client) => {
      const chunks: Buffer[] = [];
      const rows = client.query(copyTo(`copy (${query.text}) to stdout (format binary)`));
      for await (const chunk of rows) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks);
    });
  }

  /**
   * Streams rows in COPY format (text: see `copyRow`) into a table; chunks may hold any number of rows. Where they are
   * made as they are taken, whoever waits has a turn in between.
   */
  async copyIn(
    table: string,
    columns: readonly string[],
    chunks: Iterable<string | Buffer> | AsyncIterable<string | Buffer>,
    format: 'text' | 'binary' = 'text',
  ): Promise<void> {
    const taken = Symbol.iterator in chunks ? inTurns(chunks) : chunks;
    const names = sql.join(columns.map((column) => sql.ident(column)));
    const statement = sql`copy ${sql.ident(table)} (${names}) from stdin (format ${sql.ident(format)})`;
    await this.inTurn((client) =>
      pipeline(taken as unknown as Readable, client.query(copyFrom(statement.text))),
    );
  }

  /** Waits for a named lock, and keeps it until the transaction ends. */
  async lock(name: string): Promise<void> {
    await this.query(sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`);
  }

  /** As `lock`, together with others who only share it. */
  async lockShared(name: string): Promise<void> {
    await this.query(sql`select pg_advisory_xact_lock_shared(hashtextextended(${name}, 0))`);
  }
}

/** The one way to the database: every statement goes through here, with its values bound. */
@Injectable()
export class Database {
  private readonly needy: Slots;

  constructor(readonly pool: Pool) {
    this.needy = new Slots(Math.max(1, pool.options.max - 1));
  }

  async query<Row>(statement: Sql): Promise<Row[]> {
    const result = await this.pool.query(statement.text, statement.values as unknown[]);
    return result.rows as Row[];
  }

  async one<Row>(statement: Sql): Promise<Row | undefined> {
    return (await this.query<Row>(statement))[0];
  }

  /** Rejects when the database does not answer. */
  async ping(): Promise<void> {
    await this.query(sql`select 1`);
  }

  /** Commits when `work` returns, rolls back when it throws. */
  transaction<T>(
    work: (tx: Transaction) => Promise<T>,
    { snapshot = false, needsAnother = false }: TransactionOptions = {},
  ): Promise<T> {
    const begin = snapshot ? 'begin isolation level repeatable read read only' : 'begin';
    return needsAnother ? this.needy.run(() => this.run(begin, work)) : this.run(begin, work);
  }

  private async run<T>(begin: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      await client.query(begin);
      const result = await work(new Transaction(client));
      await client.query('commit');
      return result;
    } catch (error) {
      broken = isSilence(error) ? error : await rollback(client);
      throw error;
    } finally {
      // A connection that did not roll back is in an unknown state and must not be used again.
      client.release(broken);
    }
  }

  /** Runs `work` in a transaction under a named lock; gives undefined at once when someone else holds it. */
  async tryLock<T>(
    name: string,
    work: (tx: Transaction) => Promise<T>,
    options: Pick<TransactionOptions, 'needsAnother'> = {},
  ): Promise<T | undefined> {
    return this.transaction(async (tx) => {
      const lock = await tx.one<{ taken: boolean }>(
        sql`select pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) as taken`,
      );
      return lock?.taken ? work(tx) : undefined;
    }, options);
  }
}
