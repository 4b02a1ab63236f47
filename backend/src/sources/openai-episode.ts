import { createHash } from 'node:crypto';
import type { IncomingType } from '../contract/event-types.js';
import type { CloudEvent, DataOf } from '../contract/events.js';
import { handoffOf, task } from './openai-handoff.js';
import type { Call, Message } from './openai-record.js';
import { isoOf } from './times.js';
import { identifierOf, labelOf } from './words.js';

/** What a record says about itself, beside its messages. */
export interface Episode {
  source: string;
  conversation: string;
  customer: string | undefined;
  model: string | undefined;
  /** 1 right, 0 wrong, between: in part; absent: nobody judged it. */
  reward: number | undefined;
  messages: Message[];
  times: { at: number; assumed: boolean }[];
  handoffTools: readonly string[];
}

/**
 * The events of one logged conversation, and nothing that the log does not say: a failed episode is not
 * self-served, one without a reward has no result, and after a handoff nobody knows how it went on.
 */
export function episodeEvents(episode: Episode): { events: CloudEvent[]; notes: string[] } {
  const writer = new Writer(episode);
  const { messages, handoffTools } = episode;
  const opening = messages.find((message) => message.role !== 'system') ?? messages[0];
  writer.add(opening?.index ?? 0, 'conversation.started', {
    initiated_by: opening?.role === 'user' ? 'customer' : undefined,
    customer: episode.customer === undefined ? undefined : { id: episode.customer },
  });
  const tried: string[] = [];
  const notes: string[] = [];
  let handoff: string | undefined;
  for (const message of messages) {
    if (message.role === 'user')
      writer.add(message.index, 'turn.recorded', { role: 'customer', ...wordsOf(message) });
    if (message.role !== 'assistant') continue;
    writeBotTurns(writer, message, episode);
    for (const call of message.calls) {
      if (!handoffTools.includes(call.name)) tried.push(call.name);
      else if (handoff !== undefined) notes.push(`message ${message.index} calls ${call.name} once more`);
      else {
        handoff = `${episode.conversation}-handoff`;
        identifierOf(handoff);
        writer.add(message.index, 'handoff.initiated', handoffOf(handoff, call, tried));
        writeDelivery(writer, handoff, answerTo(messages, message, call));
      }
    }
  }
  writeEnd(writer, episode, handoff);
  return { events: writer.events, notes };
}

/** One turn for what the bot says and its first call, one more for each further call. */
function writeBotTurns(writer: Writer, message: Message, episode: Episode): void {
  const model = message.model ?? episode.model;
  const [first, ...more] = message.calls;
  const actionOf = (call: Call | undefined) => {
    const failed = call && failureOf(call, answerTo(episode.messages, message, call)?.text);
    return { action: labelOf(call?.name), failed_action: failed, model };
  };
  writer.add(message.index, 'turn.recorded', { role: 'bot', ...wordsOf(message), ...actionOf(first) });
  for (const call of more) writer.add(message.index, 'turn.recorded', { role: 'bot', ...actionOf(call) });
}

function writeDelivery(writer: Writer, handoff: string, answer: Message | undefined): void {
  if (!answer) return;
  if (isError(answer.text)) {
    writer.add(answer.index, 'handoff.failed', { handoff_id: handoff, reason: 'tool_error' });
  } else writer.add(answer.index, 'handoff.delivered', { handoff_id: handoff });
}

function writeEnd(writer: Writer, episode: Episode, handoff: string | undefined): void {
  if (episode.reward === undefined) return;
  const last = episode.messages.length - 1;
  const result = episode.reward >= 1 ? 'correct' : episode.reward <= 0 ? 'incorrect' : 'unknown';
  writer.add(last, 'action.recorded', {
    handoff_id: handoff,
    action_id: task.id,
    kind: task.kind,
    result,
    evidence: 'system',
  });
  if (handoff !== undefined || result === 'unknown') return;
  writer.add(last, 'conversation.ended', {
    by: 'system',
    resolved: result === 'correct' ? 'confirmed' : 'no',
  });
}

const wordsOf = (message: Message) => ({
  text: message.text,
  attachments: message.attachments.length > 0 ? message.attachments : undefined,
});

/** The tool's answer: by the call's id, else the next answer of that name. */
function answerTo(messages: Message[], asked: Message, call: Call): Message | undefined {
  for (let index = asked.index + 1; index < messages.length; index++) {
    const message = messages[index] as Message;
    if (message.role === 'user' || (message.role === 'assistant' && !call.id)) return undefined;
    if (message.role !== 'tool') continue;
    if (call.id !== undefined && message.answersCall === call.id) return message;
    if (message.answersCall === undefined && (message.name === undefined || message.name === call.name))
      return message;
  }
  return undefined;
}

const isError = (text: string | undefined) => text !== undefined && /^error\b/i.test(text);

function failureOf(
  call: Call,
  answer: string | undefined,
): { code: string; name: string | undefined; message: string } | undefined {
  if (answer === undefined || !isError(answer)) return undefined;
  return { code: errorCode(answer), name: labelOf(call.name), message: answer };
}

/**
 * A code for the ledger's open part, where no customer's data may stand: a machine code if there is one, else
 * the plain lower-case words of the error's first clause; numbers, names and ids are left out.
 */
export function errorCode(answer: string): string {
  const machine = /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/.exec(answer)?.[0];
  if (machine && machine.length <= 60) return machine;
  const clause = answer.replace(/^error\b[\s:]*/i, '').split(/[,;:.\n(]/)[0] ?? '';
  const words = clause.split(/\s+/).filter((word) => /^[a-z]{1,20}$/.test(word));
  return words.length >= 2 ? words.slice(0, 7).join('_').slice(0, 120) : 'tool_error';
}

/** Numbers the events of a conversation, so that those of one moment keep their order. */
class Writer {
  readonly events: CloudEvent[] = [];
  private readonly stem: string;

  constructor(private readonly episode: Episode) {
    // Event ids are printable ASCII; what a record is called may be anything.
    const own = episode.conversation;
    this.stem = /^[\x21-\x7e]{1,180}$/.test(own) ? own : createHash('sha256').update(own).digest('hex');
  }

  add<T extends IncomingType>(message: number, type: T, data: DataOf<T>): void {
    const time = this.episode.times[message];
    if (!time) throw new RangeError(`no message ${message}`);
    const number = this.events.length + 1;
    const event: CloudEvent = {
      specversion: '1.0',
      id: `${this.stem}:${number}`,
      source: this.episode.source,
      type,
      subject: this.episode.conversation,
      time: isoOf(time.at),
      sequence: String(number),
      data: withoutUndefined(data),
    };
    if (time.assumed) event.timeassumed = true;
    this.events.push(event);
  }
}

function withoutUndefined(data: object): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const key of Object.keys(data)) {
    const value = (data as Record<string, unknown>)[key];
    if (value !== undefined) kept[key] = value;
  }
  return kept;
}
