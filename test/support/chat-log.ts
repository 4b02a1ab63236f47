import type { CloudEvent } from '../../backend/src/contract/events.js';
import { fileRecords } from '../../backend/src/sources/file-records.js';
import { sources } from '../../backend/src/sources/registry.js';
import type { Mapped, SourceOptions } from '../../backend/src/sources/source.js';

export const start = Date.parse('2024-05-15T15:00:00Z');
export const options: SourceOptions = {
  source: 'agent-logs',
  start,
  handoffTools: ['transfer_to_human_agents'],
};

export async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
export const read = (
  text: string,
  given: Partial<SourceOptions> = {},
  name = 'openai-messages',
): Promise<Mapped[]> => {
  const source = sources.get(name);
  if (!source) throw new Error(`no source ${name}`);
  return all(source.read(fileRecords(inPieces(Buffer.from(text), 1000)), { ...options, ...given }));
};
export const mapped = async (record: unknown, given: Partial<SourceOptions> = {}) => {
  const [first] = await read(JSON.stringify([record]), given);
  if (!first) throw new Error('nothing came back');
  return first;
};
export const eventsOf = async (
  record: unknown,
  given: Partial<SourceOptions> = {},
): Promise<CloudEvent[]> => {
  const result = await mapped(record, given);
  if (!('events' in result)) throw new Error(result.reason);
  return result.events;
};
export const types = (events: CloudEvent[]) => events.map((event) => event.type);
export const ask = { role: 'user', content: 'My bag did not arrive.' };
export const call = (name: string, args: unknown, id = 'call_1') => ({
  role: 'assistant',
  content: null,
  tool_calls: [{ id, type: 'function', function: { name, arguments: JSON.stringify(args) } }],
});
export const answer = (content: string, id = 'call_1') => ({ role: 'tool', tool_call_id: id, content });
export const handover = [
  call('transfer_to_human_agents', { summary: 'Bag GT 7 is missing.' }, 'call_2'),
  answer('Transfer successful', 'call_2'),
];
