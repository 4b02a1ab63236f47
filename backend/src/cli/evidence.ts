import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { purposeHeader } from '../contract/access-log.js';
import { evidenceBody } from '../contract/evidence.js';
import { Problem } from '../contract/problem.js';
import { routes } from '../contract/routes.js';
import { problemOf, remoteOf, send } from './client.js';
import { type Command, type Surroundings, UsageError } from './command.js';

const usage = `baton evidence --handoff KEY | --customer ID | --conversation ID [--source SOURCE] | --actor ID | --range A-B
               [--withhold] [--purpose TEXT] [--out FILE]

Downloads an evidence pack: records of the ledger with proofs, the signed checkpoint, disclosed fields and a verifier.
--withhold leaves the disclosed values out. Check it with: baton verify FILE --vkey VKEY
Needs an API key of role auditor or admin (BATON_API_KEY).`;

const options = {
  handoff: { type: 'string' },
  customer: { type: 'string' },
  conversation: { type: 'string' },
  source: { type: 'string' },
  actor: { type: 'string' },
  range: { type: 'string' },
  withhold: { type: 'boolean', default: false },
  purpose: { type: 'string' },
  out: { type: 'string' },
} as const;

type Values = ReturnType<typeof parse>['values'];
const parse = (args: string[]) => parseArgs({ args, options });

function scopesOf({ handoff, customer, conversation, source, actor, range }: Values): unknown[] {
  const [, first, last] = /^(\d+)-(\d+)$/.exec(range ?? '') ?? [];
  const subject = (kind: string, id: string) => ({ kind: 'subject', subject: { kind, id, source } });
  return [
    handoff !== undefined && { kind: 'handoff', key: handoff },
    customer !== undefined && subject('customer', customer),
    conversation !== undefined && subject('conversation', conversation),
    actor !== undefined && subject('actor', actor),
    range !== undefined && { kind: 'range', first: Number(first), last: Number(last) },
  ].filter(Boolean);
}

function bodyOf(values: Values): string {
  const [scope, ...others] = scopesOf(values);
  if (!scope || others.length > 0) throw new UsageError('Say what the pack is about, by one of the options.');
  const body = evidenceBody.safeParse({ scope, disclose: !values.withhold });
  if (body.success) return JSON.stringify(body.data);
  throw new UsageError(
    body.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'),
  );
}

/** A file under its name is whole and is what the ledger has the digest of; what is half loaded has another name. */
async function download(response: Response, file: string): Promise<string> {
  if (!response.body) throw await problemOf(response);
  const hash = createHash('sha256');
  const part = `${file}.part`;
  try {
    await pipeline(
      response.body,
      async function* (chunks: AsyncIterable<Uint8Array>) {
        for await (const chunk of chunks) {
          hash.update(chunk);
          yield chunk;
        }
      },
      createWriteStream(part, { mode: 0o600 }),
    );
    const sha256 = hash.digest();
    if (response.headers.get('repr-digest') !== `sha-256=:${sha256.toString('base64')}:`) {
      throw new Problem('unavailable', { detail: 'The pack did not arrive as it was made.' });
    }
    await rename(part, file);
    return sha256.toString('hex');
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

async function run(args: string[], surroundings: Surroundings): Promise<number> {
  const { values } = parse(args);
  const body = bodyOf(values);
  const { method, path } = routes.evidencePack;
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (values.purpose !== undefined) headers[purposeHeader] = encodeURIComponent(values.purpose);
  const response = await send(remoteOf(surroundings), path, { method, body, headers });
  if (!response.ok) throw await problemOf(response);
  const given = /filename="([\w.-]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  const file = values.out ?? given ?? 'baton-evidence.zip';
  surroundings.say(`${file}: sha256:${await download(response, file)}`);
  return 0;
}

export const evidence: Command = { summary: 'Download an evidence pack', usage, run };
