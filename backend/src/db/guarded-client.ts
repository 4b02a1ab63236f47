import pg from 'pg';

/** SQLSTATE-free failures of idle or checked-out connections: the next statement meets them and reports. */
export const ignore = () => undefined;

/**
 * A checked-out client without an `error` listener kills the process when its backend dies; a listener added
 * after checkout leaves a window, so every client has one from its birth.
 */
export class GuardedClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    this.on('error', ignore);
  }
}

const { builtins } = pg.types;
const textFormat = 'text';

/** bigint and numeric become numbers when nothing is lost, and stay text when something would be. */
function parseNumber(text: string): number | string {
  const value = Number(text);
  if (Number.isInteger(value)) return Number.isSafeInteger(value) ? value : text;
  return value;
}

export const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: string) => {
    if (format !== 'binary' && (oid === builtins.INT8 || oid === builtins.NUMERIC)) return parseNumber;
    return pg.types.getTypeParser(oid, (format ?? textFormat) as 'text');
  }) as typeof pg.types.getTypeParser,
};
