import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { purposeHeader } from '../contract/access-log.js';
import { routes } from '../contract/routes.js';
import { problemOf, remoteOf, send } from './client.js';
import { type Command, type Surroundings, UsageError } from './command.js';
import { withKeys } from './key-args.js';

const usage = `baton vcon KEY [--purpose TEXT] [--out FILE]

Saves a conversation as an IETF vCon, each handoff record as an analysis. KEY is a conversation's key, as the lists of
episodes and the page of a handoff have it (conversationKey). What consent does not cover is left out; the access log
names who took it. Needs an API key of role viewer or above (BATON_API_KEY).`;

const options = { purpose: { type: 'string' }, out: { type: 'string' } } as const;

async function run(args: string[], surroundings: Surroundings): Promise<number> {
  const { values, positionals } = parseArgs({ args: withKeys(args), options, allowPositionals: true });
  const [key, ...more] = positionals;
  if (key === undefined || more.length > 0) throw new UsageError('Name one conversation by its key.');
  const { path, method, response } = routes.conversationVcon;
  const headers: Record<string, string> = {};
  if (values.purpose !== undefined) headers[purposeHeader] = encodeURIComponent(values.purpose);
  const answer = await send(remoteOf(surroundings), path.replace(':key', encodeURIComponent(key)), {
    method,
    headers,
  });
  if (!answer.ok) throw await problemOf(answer);
  const file = values.out ?? `${key}.vcon`;
  const vcon = response.parse(await answer.json());
  await writeFile(file, `${JSON.stringify(vcon, null, 2)}\n`);
  surroundings.say(`${file}: ${vcon.dialog.length} dialogs, ${vcon.analysis.length} handoffs`);
  return 0;
}

export const vconCommand: Command = { summary: 'Save a conversation as an IETF vCon', usage, run };
