/** Seconds after which it is worth trying again. */
export const retryAfterSeconds = 2;

const codes = new Set([
  '53100', // disk full
  '53200', // out of memory
  '53300', // too many connections
  '57014', // statement timeout
  '57P01', // admin shutdown
  '57P02', // crash shutdown
  '57P03', // starting up
  '40001', // serialisation failure
  '40P01', // deadlock
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** What node-postgres says when no answer came in time: whether the statement took effect is unknown. */
const silence = 'Query read timeout';

/** node-postgres gives these no code. */
const messages = [
  silence,
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'Cannot use a pool after calling end',
  'Client has encountered a connection error',
];

/** Nothing more is to be hoped for from this connection. */
export const isSilence = (error: unknown): error is Error =>
  error instanceof Error && error.message === silence;

/** The database is away, full or overloaded: nobody's mistake, and worth another try. */
export function isUnavailable(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as { code?: unknown };
    if (typeof code === 'string' && (codes.has(code) || code.startsWith('08'))) return true;
    const { message } = cause;
    if (messages.some((start) => message.startsWith(start))) return true;
  }
  return false;
}
