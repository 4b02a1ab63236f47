import { createHash } from 'node:crypto';
import { type Episode, episodeEvents } from './openai-episode.js';
import { type Message, messagesOf, timeOf } from './openai-record.js';
import { isRecord, mapEach, type Place, Refusal, type Source, type SourceOptions } from './source.js';
import { identifierOf, labelOf } from './words.js';

/** Without times, records are this far apart, and so are their messages. */
export const spacing = { recordMs: 600_000, messageMs: 10_000 } as const;
/** As benchmarks and the makers' own examples name them. */
export const defaultHandoffTools = [
  'transfer_to_human_agents',
  'transfer_to_human_agent',
  'transfer_to_human',
  'transfer_to_agent',
  'handoff_to_human',
  'human_handoff',
  'escalate_to_human',
] as const;

/** Logs of LLM agents: one conversation per record, messages in the OpenAI chat format with tool calls. */
export const openaiMessages: Source = {
  name: 'openai-messages',
  describes: 'chat logs of LLM agents in the OpenAI message format, a JSON array or JSON lines',
  handoffTools: defaultHandoffTools,
  recognises: (record) =>
    ['messages', 'traj'].some((name) => {
      const list = record[name];
      return Array.isArray(list) && list.length > 0 && list.every((each) => isRecord(each) && 'role' in each);
    }),
  isPart: (value) => isRecord(value) && typeof value.role === 'string' && 'content' in value,
  read: (records, options) => mapEach(records, (value, at) => episodeEvents(episodeOf(value, at, options))),
};

function episodeOf(value: unknown, at: Place, options: SourceOptions): Episode {
  const messages = messagesOf(value, options.messagesKey);
  const record = isRecord(value) ? value : {};
  return {
    source: options.source,
    conversation: identifierOf(conversationOf(record, value, at)) ?? '',
    customer: identifierOf(customerOf(record)),
    model: typeof record.model === 'string' ? labelOf(record.model) : undefined,
    reward: rewardOf(record.reward),
    messages,
    times: timesOf(record, messages, at, options.start),
    handoffTools: options.handoffTools ?? defaultHandoffTools,
  };
}

const identifier = (value: unknown): string | undefined => {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** The record's own name, else its number and a digest of it: the same file gives the same names again. */
function conversationOf(record: Record<string, unknown>, value: unknown, at: Place): string {
  const own = identifier(record.id) ?? identifier(record.conversation_id);
  if (own !== undefined) return own;
  const task = identifier(record.task_id);
  const trial = identifier(record.trial);
  if (task !== undefined) return trial === undefined ? `task-${task}` : `task-${task}-trial-${trial}`;
  return `record-${at.index}-${digest(value)}`;
}

function digest(value: unknown): string {
  try {
    return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
  } catch {
    throw new Refusal('the record is nested too deeply');
  }
}

function customerOf(record: Record<string, unknown>): string | undefined {
  const info = isRecord(record.info) ? record.info : {};
  const task = isRecord(info.task) ? info.task : {};
  return identifier(task.user_id) ?? identifier(record.customer_id) ?? identifier(record.user_id);
}

function rewardOf(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number') throw new Refusal('the reward must be a number', '/reward');
  return value;
}

/** Times of the messages; a message without one follows the last known, and its time is marked as assumed. */
function timesOf(
  record: Record<string, unknown>,
  messages: Message[],
  at: Place,
  start: number | undefined,
): Episode['times'] {
  const own = timeOf(record.created_at ?? record.timestamp, '/created_at');
  const first = messages.find((message) => message.role !== 'system')?.at ?? messages[0]?.at;
  let last = first ?? own ?? (start === undefined ? undefined : start + at.index * spacing.recordMs);
  if (last === undefined) {
    throw new Refusal('the messages have no times: say with --start TIME when the first record began');
  }
  if (first === undefined) last -= spacing.messageMs;
  return messages.map((message) => {
    if (message.at !== undefined) last = message.at;
    else if (first === undefined) last = (last ?? 0) + spacing.messageMs;
    return { at: last ?? 0, assumed: message.at === undefined };
  });
}
