/** Headers as logs show them, one a line; a first line like `POST /path?query HTTP/1.1` gives the query. */
export function headersIn(text: string): { headers: Record<string, string>; query?: string } {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const [, query] = /^[A-Z]+ \S*?(\?\S*)(?: HTTP\/\S+)?$/.exec(lines[0] ?? '') ?? [];
  const pairs = lines.flatMap((line) => {
    const [, name, value] = /^([A-Za-z0-9-]+)\s*[:=]\s*(.*)$/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [[name.toLowerCase(), value] as const];
  });
  return { headers: Object.fromEntries(pairs), ...(query === undefined ? {} : { query }) };
}
