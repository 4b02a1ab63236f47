import { parseArgs } from 'node:util';
import { purposeHeader } from '../contract/access-log.js';
import { evidenceBody } from '../contract/evidence.js';
import { Problem } from '../contract/problem.js';
import { routes } from '../contract/routes.js';
import { remoteOf, send } from './client.js';
import { type Command, type Surroundings, UsageError } from './command.js';
import { download } from './download.js';
import { withKeys } from './key-args.js';

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
const parse = (args: string[]) => parseArgs({ args: withKeys(args), options });

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

/** Readable by whoever asked for it: it may hold what people said. */
const ownOnly = 0o600;

function expectDigest({ headers }: Response, sha256: Buffer): void {
  if (headers.get('repr-digest') === `sha-256=:${sha256.toString('base64')}:`) return;
  throw new Problem('unavailable', { detail: 'The pack did not arrive as it was made.' });
}

async function run(args: string[], surroundings: Surroundings): Promise<number> {
  const { values } = parse(args);
  const body = bodyOf(values);
  const { method, path } = routes.evidencePack;
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (values.purpose !== undefined) headers[purposeHeader] = encodeURIComponent(values.purpose);
  const response = await send(remoteOf(surroundings), path, { method, body, headers });
  const given = /filename="([\w.-]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  const file = values.out ?? given ?? 'baton-evidence.zip';
  const sha256 = await download(response, file, (found) => expectDigest(response, found), ownOnly);
  surroundings.say(`${file}: sha256:${sha256.toString('hex')}`);
  return 0;
}

export const evidence: Command = { summary: 'Download an evidence pack', usage, run };
