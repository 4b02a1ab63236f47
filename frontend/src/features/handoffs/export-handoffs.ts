import { call } from '../../lib/api';
import type { HandoffQuery, HandoffSummary } from './handoff-list';

const columns: [title: string, value: (row: HandoffSummary) => unknown][] = [
  ['initiated_at', (row) => row.relay.initiatedAt],
  ['handoff_key', (row) => row.key],
  ['handoff_id', (row) => row.id],
  ['conversation_id', (row) => row.conversationId],
  ['source', (row) => row.source],
  ['bot', (row) => row.bot],
  ['bot_version', (row) => row.botVersion],
  ['queue', (row) => row.queue],
  ['channel', (row) => row.channel],
  ['language', (row) => row.language],
  ['purpose', (row) => row.purpose],
  ['reason', (row) => row.reason],
  ['intent', (row) => row.intent],
  ['confidence', (row) => row.confidence],
  ['failed_code', (row) => row.failedCode],
  ['status', (row) => row.status],
  ['leaked', (row) => row.leaked],
  ['starved', (row) => row.starved],
  ['transferred', (row) => row.transferred],
  ['context_present', (row) => row.contextPresent],
  ['context_required', (row) => row.contextRequired],
  ['over_shared', (row) => row.overShared.join(' ')],
  ['actions_required', (row) => row.actions.length],
  ['actions_correct', (row) => row.actions.filter((action) => action.result === 'correct').length],
  ['accepted_at', (row) => row.relay.acceptedAt],
  ['replied_at', (row) => row.relay.repliedAt],
  ['first_action_at', (row) => row.relay.firstActionAt],
  ['resolved_at', (row) => row.relay.resolvedAt],
  ['resolved_intent', (row) => row.resolvedIntent],
  ['callback_at', (row) => row.relay.callbackAt],
  ['times_assumed', (row) => row.relay.timesAssumed],
];

/** RFC 4180, with a header. */
export function handoffCsv(rows: readonly HandoffSummary[]): string {
  const lines = rows.map((row) => columns.map(([, value]) => cell(value(row))).join(','));
  return [columns.map(([title]) => title).join(','), ...lines, ''].join('\r\n');
}

/** A customer may have written a formula: a spreadsheet would run it, so it is kept as text by an apostrophe. */
function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Every row of the list, not only those that were scrolled to. */
export async function allHandoffs(
  query: HandoffQuery,
  onProgress: (done: number, total: number) => void,
): Promise<HandoffSummary[]> {
  const rows: HandoffSummary[] = [];
  let cursor: string | undefined;
  do {
    const page = await call('GET /api/handoffs', { query: { ...query, limit: 200, cursor } });
    rows.push(...page.items);
    onProgress(rows.length, page.total);
    cursor = page.next ?? undefined;
  } while (cursor);
  return rows;
}
