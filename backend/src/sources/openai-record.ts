import { escapePointer } from '../contract/json-pointer.js';
import { isRecord, Refusal } from './source.js';
import { labelOf, wordsIn } from './words.js';

export interface Call {
  name: string;
  /** Parsed where it is JSON, else the text. */
  arguments: unknown;
  id: string | undefined;
}

/** One message of the OpenAI chat format, old (`function_call`) or new (`tool_calls`). */
export interface Message {
  index: number;
  role: 'system' | 'user' | 'assistant' | 'tool';
  text: string | undefined;
  /** Kinds of the parts that are not text. */
  attachments: string[];
  calls: Call[];
  /** Of a tool's answer: the call or the function it answers. */
  answersCall: string | undefined;
  name: string | undefined;
  /** In ms. */
  at: number | undefined;
  model: string | undefined;
}

const roles: Record<string, Message['role']> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  assistant: 'assistant',
  tool: 'tool',
  function: 'tool',
};

/** The messages of a record and where they stood; throws a Refusal with its place. */
export function messagesOf(record: unknown, key: string | undefined): Message[] {
  const { list, pointer } = listOf(record, key);
  if (list.length === 0) throw new Refusal('there are no messages in it', pointer);
  return list.map((value, index) => messageOf(value, index, `${pointer}/${index}`));
}

const holdsRoles = (value: unknown): value is unknown[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((each) => isRecord(each) && typeof each.role === 'string');

function listOf(record: unknown, key: string | undefined): { list: unknown[]; pointer: string } {
  if (key === undefined && holdsRoles(record)) return { list: record, pointer: '' };
  if (!isRecord(record)) throw new Refusal('a record must be a JSON object that holds messages');
  const named = (name: string) => {
    const list = record[name];
    const pointer = `/${escapePointer(name)}`;
    if (!Array.isArray(list)) throw new Refusal(`there is no array of messages under "${name}"`, pointer);
    return { list: list as unknown[], pointer };
  };
  if (key !== undefined) return named(key);
  for (const name of ['messages', 'traj']) if (name in record) return named(name);
  const found = Object.keys(record).filter((name) => holdsRoles(record[name]));
  if (found.length === 1) return named(found[0] as string);
  throw new Refusal(
    'no messages found: neither "messages" nor "traj" nor one array of {role}; name it with --messages-key',
  );
}

function messageOf(value: unknown, index: number, pointer: string): Message {
  if (!isRecord(value)) throw new Refusal('a message must be a JSON object', pointer);
  const role =
    typeof value.role === 'string' && Object.hasOwn(roles, value.role) ? roles[value.role] : undefined;
  if (!role)
    throw new Refusal(
      'the role must be system, developer, user, assistant, tool or function',
      `${pointer}/role`,
    );
  const content = contentOf(value.content, `${pointer}/content`);
  const text = content.text ?? optionalText(value.refusal, `${pointer}/refusal`);
  return {
    index,
    role,
    text: text === undefined ? undefined : wordsIn(text, `${pointer}/content`),
    attachments: content.attachments,
    calls: callsOf(value, pointer),
    answersCall: optionalText(value.tool_call_id, `${pointer}/tool_call_id`),
    name: optionalText(value.name, `${pointer}/name`),
    at: timeOf(value.created_at ?? value.timestamp, pointer),
    model: labelOf(optionalText(value.model, `${pointer}/model`)),
  };
}

function optionalText(value: unknown, pointer: string): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw new Refusal('must be a string', pointer);
  return value;
}

function contentOf(content: unknown, pointer: string): { text: string | undefined; attachments: string[] } {
  if (!Array.isArray(content)) return { text: optionalText(content, pointer), attachments: [] };
  const texts: string[] = [];
  const attachments: string[] = [];
  for (const [index, part] of content.entries()) {
    const at = `${pointer}/${index}`;
    if (typeof part === 'string') texts.push(part);
    else if (!isRecord(part) || typeof part.type !== 'string')
      throw new Refusal('a part of the content must have a type', at);
    else if (part.type === 'text' || part.type === 'input_text' || part.type === 'output_text') {
      texts.push(optionalText(part.text, `${at}/text`) ?? '');
    } else if (part.type === 'refusal') texts.push(optionalText(part.refusal, `${at}/refusal`) ?? '');
    else attachments.push(part.type);
  }
  const text = texts.join('\n');
  return { text: text === '' ? undefined : text, attachments };
}

function callsOf(message: Record<string, unknown>, pointer: string): Call[] {
  const calls: Call[] = [];
  const { tool_calls: list, function_call: legacy } = message;
  if (list !== undefined && list !== null) {
    if (!Array.isArray(list)) throw new Refusal('must be an array', `${pointer}/tool_calls`);
    for (const [index, call] of list.entries()) {
      const at = `${pointer}/tool_calls/${index}`;
      if (!isRecord(call)) throw new Refusal('a tool call must be a JSON object', at);
      const inner = isRecord(call.function) ? call.function : isRecord(call.custom) ? call.custom : undefined;
      if (!inner) throw new Refusal('a tool call must have a function', at);
      calls.push(callOf(inner, optionalText(call.id, `${at}/id`), `${at}/function`));
    }
  }
  if (legacy !== undefined && legacy !== null) {
    if (!isRecord(legacy)) throw new Refusal('must be a JSON object', `${pointer}/function_call`);
    calls.push(callOf(legacy, undefined, `${pointer}/function_call`));
  }
  return calls;
}

/** Of a tool, as the contract has labels. */
const longestName = 120;

function callOf(value: Record<string, unknown>, id: string | undefined, pointer: string): Call {
  const name = optionalText(value.name, `${pointer}/name`);
  if (name === undefined) throw new Refusal('a call must have a name', `${pointer}/name`);
  if (name.length > longestName)
    throw new Refusal(`a call's name must not be longer than ${longestName} characters`, `${pointer}/name`);
  return { name, id, arguments: argumentsOf(value.arguments ?? value.input) };
}

/** Models write broken JSON at times: then the text itself is what they said. */
function argumentsOf(given: unknown): unknown {
  if (typeof given !== 'string') return given;
  try {
    return JSON.parse(given) as unknown;
  } catch {
    return given;
  }
}

/** Epoch seconds, epoch milliseconds or RFC 3339, in ms. */
export function timeOf(value: unknown, pointer: string): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const at =
    typeof value === 'number'
      ? value < 1e11
        ? value * 1000
        : value
      : typeof value === 'string'
        ? parseTime(value)
        : Number.NaN;
  const isPlausible = at >= 0 && at < Date.UTC(2200, 0, 1);
  if (!isPlausible) {
    throw new Refusal(
      'the time must be RFC 3339 with its zone, or epoch seconds, between 1970 and 2200',
      pointer,
    );
  }
  return Math.round(at);
}

/** A time without a zone would be read in the zone of this machine. */
const parseTime = (text: string) =>
  /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/i.test(text)
    ? Date.parse(text.replace(' ', 'T'))
    : Number.NaN;
