import { Readable, Writable } from 'node:stream';
import type { Pool, PoolClient } from 'pg';

/**
 * When a statement fails, and with what.
 * `refused`: the server says no and nothing was done. `forgotten`: it was done and an error is seen all the same.
 * `cut before` and `cut after`: the connection is gone, and with it every word about the outcome.
 */
export const failures = ['refused', 'forgotten', 'cut before', 'cut after'] as const;
export type Failure = (typeof failures)[number];

const refusal = () =>
  Object.assign(new Error('could not extend file: No space left on device'), { code: '53100' });
const cutOff = () => new Error('Connection terminated unexpectedly');

/** Fails one statement of all that go through the pool, counted from 1; copy streams count as statements. */
export class Fault {
  private seen = 0;
  private over = false;
  happened = false;
  /** The statement that failed. */
  statement = '';

  constructor(
    private readonly at: number,
    private readonly failure: Failure,
  ) {}

  /** Nothing fails any more. */
  end(): void {
    this.over = true;
  }

  /** The pool with the fault in it. */
  around(pool: Pool): Pool {
    return new Proxy(pool, {
      get: (target, name) => {
        if (name === 'connect') return async () => this.aroundClient(await target.connect());
        if (name === 'query') return (text: string, values: unknown[]) => this.once(target, text, values);
        return Reflect.get(target, name) as unknown;
      },
    });
  }

  private async once(pool: Pool, text: string, values: unknown[]): Promise<unknown> {
    const client = await pool.connect();
    try {
      return await this.run(client, text, values);
    } finally {
      client.release(this.happened);
    }
  }

  private aroundClient(client: PoolClient): PoolClient {
    return new Proxy(client, {
      get: (target, name) => {
        if (name === 'query')
          return (statement: unknown, values?: unknown[]) => {
            if (statement instanceof Writable) return this.copy(target, statement);
            if (statement instanceof Readable) return this.copyOut(target, statement);
            return this.run(target, String(statement), values);
          };
        const value = Reflect.get(target, name) as unknown;
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }

  private isNow(statement: string): boolean {
    this.seen += 1;
    if (this.seen !== this.at || this.over) return false;
    this.happened = true;
    this.statement = statement;
    return true;
  }

  private async run(client: PoolClient, text: string, values: unknown[] | undefined): Promise<unknown> {
    if (!this.isNow(text)) return client.query(text, values);
    if (this.failure === 'forgotten' || this.failure === 'cut after') await client.query(text, values);
    throw this.fail(client);
  }

  private fail(client: PoolClient): Error {
    if (this.failure === 'refused' || this.failure === 'forgotten') return refusal();
    cut(client);
    return cutOff();
  }

  /** A copy fails when its first bytes arrive, or when all of them were taken. */
  private copy(client: PoolClient, stream: Writable): Writable {
    const given = client.query(stream as never) as unknown as Writable;
    if (!this.isNow('copy')) return given;
    const late = this.failure === 'forgotten' || this.failure === 'cut after';
    return new Writable({
      write: (chunk, _encoding, next) => {
        if (late) given.write(chunk, next);
        else next(this.abort(client, given));
      },
      final: (done) => {
        given.once('finish', () => done(this.fail(client)));
        given.end();
      },
    });
  }

  /** Fails before it is asked for, or when all of it has come. */
  private copyOut(client: PoolClient, stream: Readable): Readable {
    if (!this.isNow('copy out')) return client.query(stream as never) as unknown as Readable;
    return Readable.from(this.failing(client, stream));
  }

  private async *failing(client: PoolClient, stream: Readable): AsyncGenerator<Buffer> {
    if (this.failure === 'forgotten' || this.failure === 'cut after')
      yield* client.query(stream as never) as unknown as AsyncIterable<Buffer>;
    throw this.fail(client);
  }

  private abort(client: PoolClient, given: Writable): Error {
    const error = this.fail(client);
    given.on('error', () => undefined).destroy(error);
    return error;
  }
}

/** As when the machine at the other end is gone. */
function cut(client: PoolClient): void {
  const { connection } = client as unknown as { connection: { stream: { destroy(): void } } };
  connection.stream.destroy();
}
