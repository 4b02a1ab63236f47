import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { erasureBody, erasureGrounds, type SubjectReference } from '../contract/erasure.js';
import type { AnswerOf } from '../contract/route.js';
import { routes } from '../contract/routes.js';
import { problemOf, type Remote, remoteOf, send } from './client.js';
import { type Command, type Surroundings, UsageError } from './command.js';

type Preview = AnswerOf<typeof routes.erasurePreview>;
type Exported = Preview['exports'][number];

const options = {
  customer: { type: 'string' },
  conversation: { type: 'string' },
  source: { type: 'string' },
  actor: { type: 'string' },
  ground: { type: 'string', default: 'request' },
  reason: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  yes: { type: 'boolean', default: false },
} as const;
type Values = ReturnType<typeof parse>;
const parse = (args: string[]) => parseArgs({ args, options }).values;

async function run(args: string[], surroundings: Surroundings): Promise<number> {
  const values = parse(args);
  const asked = erasureBody.safeParse({
    subject: subjectOf(values),
    ground: values.ground,
    reason: values.reason,
  });
  if (!asked.success) {
    throw new UsageError(
      asked.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'),
    );
  }
  const { say } = surroundings;
  const remote = remoteOf(surroundings);
  const preview = await post(remote, routes.erasurePreview, { subject: asked.data.subject });
  for (const line of describe(preview)) say(line);
  if (values['dry-run']) return 0;
  if (!values.yes && !(await confirm(surroundings))) return 1;
  const done = await post(remote, routes.erasureCreate, asked.data);
  say(`Erased ${done.keys} keys: ${done.entries} entries can be opened no more. Recorded as ${done.id}.`);
  return 0;
}

function subjectOf({ customer, conversation, source, actor }: Values): SubjectReference {
  const named = [customer, conversation, actor].filter((id) => id !== undefined);
  if (named.length !== 1) throw new UsageError('Say one of --customer, --conversation and --actor.');
  if (customer !== undefined) return { kind: 'customer', id: customer };
  if (actor !== undefined) return { kind: 'actor', id: actor };
  return { kind: 'conversation', id: conversation ?? '', ...(source === undefined ? {} : { source }) };
}

async function post<R extends typeof routes.erasurePreview | typeof routes.erasureCreate>(
  remote: Remote,
  spec: R,
  body: unknown,
): Promise<AnswerOf<R>> {
  const response = await send(remote, spec.path, {
    method: spec.method,
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
  if (!response.ok) throw await problemOf(response);
  return spec.response.parse(await response.json()) as AnswerOf<R>;
}

function describe({ entries, conversations, handoffs, keys, datasets, exports, holds }: Preview): string[] {
  return [
    ...(keys + entries === 0
      ? ['Nothing in the ledger can be opened for this id: check that it is whole and exact.']
      : []),
    `${keys} keys of ${conversations} conversations with ${handoffs} handoffs: ${entries} entries`,
    ...datasets.map(({ name, version, examples }) => `${examples} rows of ${name} v${version}`),
    ...holds.map(({ reference }) => `under legal hold: ${reference}`),
    ...exports.map(describeExport),
  ];
}

/** Copies that nobody can call back from here. */
const describeExport = ({ kind, name, format, at, by }: Exported) =>
  `stays elsewhere: ${kind} ${name}${format ? ` as ${format}` : ''}, exported ${at} by ${by ?? 'somebody erased'}`;

async function confirm({ note }: Surroundings): Promise<boolean> {
  if (!process.stdin.isTTY) {
    note('Nothing was erased. Say --yes to erase without being asked.');
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question('This cannot be undone. Erase? [y/N] ')).trim().toLowerCase() === 'y';
  } finally {
    terminal.close();
  }
}

export const erase: Command = {
  summary: 'Erase a customer, a conversation or an actor',
  usage: `baton erase --customer ID | --conversation ID [--source SOURCE] | --actor ID
            [--ground ${erasureGrounds.join('|')}] [--reason TEXT] [--dry-run] [--yes]

Deletes the keys under which everything of the subject is encrypted, and every trace that was derived with them.
Hashes, proofs and numbers stay as they are. Prints first what goes, and which exported copies stay elsewhere;
--dry-run stops there, --yes does not ask. Needs an API key of role admin (BATON_API_KEY), --dry-run one of auditor.`,
  run,
};
