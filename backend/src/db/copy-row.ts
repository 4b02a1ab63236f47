const special = /[\\\n\r\t]/g;
const escapes: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function copyValue(value: unknown): string {
  if (value === null || value === undefined) return '\\N';
  if (typeof value === 'string') return value.replace(special, (found) => escapes[found] ?? found);
  if (Buffer.isBuffer(value)) return `\\\\x${value.toString('hex')}`;
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object') return copyValue(JSON.stringify(value));
  return String(value);
}

/** One row in PostgreSQL's COPY text format, with its line end. Objects become JSON. */
export function copyRow(values: readonly unknown[]): string {
  return `${values.map(copyValue).join('\t')}\n`;
}
