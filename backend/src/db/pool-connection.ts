import type { Pool } from 'pg';

/** How a pool connects; plain data, so that a worker thread can be given it. */
export interface Connection {
  host: string | undefined;
  port: number | undefined;
  user: string | undefined;
  password: string | undefined;
  database: string | undefined;
  connectionString: string | undefined;
  ssl: boolean | object | undefined;
  options: string | undefined;
}

export function connectionOf(pool: Pool): Connection {
  const { host, port, user, password, database, connectionString, ssl, options } = pool.options;
  // The password is no enumerable member there, so that it is not printed with the rest.
  return {
    host,
    port,
    user,
    password: typeof password === 'string' ? password : undefined,
    database,
    connectionString,
    ssl,
    options,
  };
}
