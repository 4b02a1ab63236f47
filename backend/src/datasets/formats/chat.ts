import type { Example } from '../example.js';
import { writeObjects } from './jsonl.js';
import type { Rows } from './rows.js';

export const hasAnswer = ({ answer }: Example): boolean => answer !== null;
/** A pair says something only where the two differ. */
export const hasBothAnswers = ({ answer, reply }: Example): boolean =>
  answer !== null && reply !== null && answer !== reply;

/** OpenAI's chat fine-tuning: the customer's words, then what the human answered. */
export const writeChat = (rows: Rows): AsyncIterable<Uint8Array> =>
  writeObjects(rows, ({ text, answer }) => ({
    messages: [
      { role: 'user', content: text },
      { role: 'assistant', content: answer },
    ],
  }));

/** Preference pairs as TRL and others read them: the human's answer was better than the bot's. */
export const writePairs = (rows: Rows): AsyncIterable<Uint8Array> =>
  writeObjects(rows, ({ text, answer, reply }) => ({
    prompt: [{ role: 'user', content: text }],
    chosen: [{ role: 'assistant', content: answer }],
    rejected: [{ role: 'assistant', content: reply }],
  }));
