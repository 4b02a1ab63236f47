import type { LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';

/** Token for injection. */
export const LOG = Symbol('log');

/** One JSON object per line on standard output; control characters are escaped by JSON. */
export function createLog(level: string): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    // Values bound to a failed statement may be personal.
    serializers: { err: describeError },
  });
}

function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as { code?: unknown };
  const cause = error.cause === undefined ? undefined : describeError(error.cause);
  return { name: error.name, message: error.message, code, stack: error.stack, cause };
}

type Level = 'error' | 'warn' | 'debug' | 'fatal';

/** Nest's own messages in our log; it tells every module and route at start, which is of interest when debugging. */
export function nestLog(log: Logger): LoggerService {
  const at =
    (level: Level) =>
    (message: unknown, ...rest: unknown[]): void => {
      const context = rest.at(-1);
      if (message instanceof Error) log[level]({ err: message, context });
      else log[level]({ context, more: rest.slice(0, -1) }, String(message));
    };
  return {
    log: at('debug'),
    debug: at('debug'),
    verbose: at('debug'),
    warn: at('warn'),
    error: at('error'),
    fatal: at('fatal'),
  };
}
