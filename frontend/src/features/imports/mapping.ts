/** What the columns of a table mean, as the contract's `csv` format takes it. */
export interface CsvMapping {
  conversation?: string;
  time?: string;
  date?: string;
  zone?: string;
  dates?: 'dmy' | 'mdy';
  id?: string;
  role?: string;
  roles?: Record<string, string>;
  text?: string;
  intent?: string;
  confidence?: string;
  sentiment?: string;
  action?: string;
  customer?: string;
  channel?: string;
  language?: string;
  bot?: string;
  event?: string;
  events?: Record<string, string>;
  handoff_id?: string;
  reason?: string;
  queue?: string;
  agent?: string;
  infer_handoffs?: boolean;
}

/** Without what is empty: a field that is not there is not in the table. */
export function tidy(mapping: CsvMapping): CsvMapping {
  const isSaid = (value: unknown): boolean =>
    value !== undefined &&
    value !== '' &&
    value !== false &&
    !(typeof value === 'object' && value !== null && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(mapping).filter(([, value]) => isSaid(value)));
}

/** One value's meaning said, or taken back. */
export function withMeaning(
  meanings: Record<string, string> | undefined,
  value: string,
  meaning: string,
): Record<string, string> {
  const changed = { ...meanings };
  if (meaning === '') delete changed[value];
  else changed[value] = meaning;
  return changed;
}
