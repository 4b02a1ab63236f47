import { createWriteStream, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';

/** The formats that are measured. */
export const formats = ['genesys', 'rasa', 'openai-messages'] as const;
export type Format = (typeof formats)[number];

const samples = fileURLToPath(new URL('../support/vendor-samples/', import.meta.url));

type Line = Record<string, unknown>;
const linesOf = (name: string): Line[] =>
  readFileSync(`${samples}${name}.jsonl`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

const chat = {
  created_at: 1_772_442_000,
  messages: [
    { role: 'system', content: 'You help customers of an airline.' },
    { role: 'user', content: 'My bag did not arrive in Hamburg yesterday evening.' },
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'a', function: { name: 'find_bag', arguments: '{"tag":"GT 7"}' } }],
    },
    { role: 'tool', tool_call_id: 'a', content: '{"found":false}' },
    { role: 'assistant', content: 'I cannot find it and pass you on to a colleague.' },
    {
      role: 'assistant',
      content: null,
      tool_calls: [
        { id: 'b', function: { name: 'transfer_to_human_agents', arguments: '{"summary":"Bag GT 7."}' } },
      ],
    },
    { role: 'tool', tool_call_id: 'b', content: 'Transfer successful' },
  ],
};

/** The same conversation under an id of its own. */
const conversations: Record<Format, () => (number: number) => Line[]> = {
  genesys: () => {
    const lines = readFileSync(`${samples}genesys.jsonl`, 'utf8').trim();
    const first = JSON.parse(lines.split('\n')[0] ?? '') as Line;
    return (number) => {
      // Customers come back now and then: everything of one person is not what a log holds.
      const caller = `+4416329${String(Math.floor(number / 3)).padStart(7, '0')}`;
      const text = lines
        .replaceAll('+441632960001', caller)
        .replaceAll(String(first.conversationId), `g-${number}`);
      return text.split('\n').map((line) => JSON.parse(line) as Line);
    };
  },
  rasa: () => {
    const lines = linesOf('rasa');
    return (number) => lines.map((line) => ({ ...line, sender_id: `r-${number}` }));
  },
  'openai-messages': () => (number) => [{ id: `o-${number}`, ...chat }],
};

/** One conversation after the other, without an end. */
export function* conversationsOf(format: Format): Generator<string> {
  const write = conversations[format]();
  for (let number = 0; ; number++)
    yield write(number)
      .map((line) => `${JSON.stringify(line)}\n`)
      .join('');
}

function* upTo(bytes: number, texts: Iterable<string>): Generator<string> {
  let written = 0;
  for (const text of texts) {
    yield text;
    written += text.length;
    if (written >= bytes) return;
  }
}

/** A file of at least so many bytes. */
export const writeFileOf = (format: Format, bytes: number, file: string): Promise<void> =>
  pipeline(Readable.from(upTo(bytes, conversationsOf(format))), createWriteStream(file));
