import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { z } from 'zod';
import { columnFormats, datasetFormats, formatNotes } from '../contract/dataset-formats.js';
import { datasetRequest, downloadQuery } from '../contract/datasets.js';
import { Problem } from '../contract/problem.js';
import type { AnswerOf } from '../contract/route.js';
import { routes } from '../contract/routes.js';
import { ask, problemOf, type Remote, remoteOf, send } from './client.js';
import { type Command, type Surroundings, UsageError } from './command.js';
import { download } from './download.js';

type Dataset = AnswerOf<typeof routes.datasetGet>;

const usage = `baton export --list
baton export DATASET [--format FORMAT] [--since VERSION] [--part PART] [--out FILE]
baton export --name NAME [--gap ID]... [--from TIME] [--to TIME] [--bot BOT]... [--channel CHANNEL]...
             [--language LANGUAGE]... [--intent LABEL]... [--quality any|resolved|reviewed] [--most-per-label N]
             [--weighted] [--include-non-capability] [--format FORMAT] [--since VERSION] [--part PART] [--out FILE]
baton export --name NAME --turns [--within TURNS] [--split-by lot|time] [--words] [--include-open] [--zone ZONE]
             [--most-conversations N] [--from TIME] [--to TIME] [--bot BOT]... [--channel CHANNEL]...
             [--language LANGUAGE]... [--weighted] [--format FORMAT] [--since VERSION] [--part PART] [--out FILE]

FORMAT is one of
${datasetFormats.map((format) => `  ${format.padEnd(14)} ${formatNotes[format].use}`).join('\n')}
With --turns: every turn with what was known at it and whether the bot escalated afterwards, as one of
${columnFormats.join(', ')}.
--since takes only what is new, changed or in another part since that version of the same name, and writes beside it
which examples a copy of that version must give up (FILE.withdrawn.jsonl); --part takes only train, validation or test.

Downloads a dataset version, or builds one from gaps and filters first: the same request over the same facts
gives the version that is already there. The file is compared with the digest in its manifest, which is
written beside it (FILE.manifest.json).`;

const options = {
  list: { type: 'boolean', default: false },
  format: { type: 'string', default: 'jsonl' },
  out: { type: 'string' },
  name: { type: 'string' },
  gap: { type: 'string', multiple: true },
  from: { type: 'string' },
  to: { type: 'string' },
  bot: { type: 'string', multiple: true },
  channel: { type: 'string', multiple: true },
  language: { type: 'string', multiple: true },
  intent: { type: 'string', multiple: true },
  quality: { type: 'string' },
  'most-per-label': { type: 'string' },
  weighted: { type: 'boolean', default: false },
  'include-non-capability': { type: 'boolean', default: false },
  turns: { type: 'boolean', default: false },
  within: { type: 'string' },
  'split-by': { type: 'string' },
  words: { type: 'boolean', default: false },
  'include-open': { type: 'boolean', default: false },
  zone: { type: 'string' },
  'most-conversations': { type: 'string' },
  since: { type: 'string' },
  part: { type: 'string' },
} as const;

type Values = ReturnType<typeof parse>['values'];
const parse = (args: string[]) => parseArgs({ args, options, allowPositionals: true });

async function run(args: string[], surroundings: Surroundings): Promise<number> {
  const { values, positionals } = parse(args);
  const remote = remoteOf(surroundings);
  if (values.list) return list(remote, surroundings);
  const format = datasetFormats.find((known) => known === values.format);
  if (!format) throw new UsageError(`--format must be one of ${datasetFormats.join(', ')}.`);
  const [id] = positionals;
  if ((id === undefined) === (values.name === undefined)) {
    throw new UsageError('Say which dataset, or with --name what the new one is called.');
  }
  const asked = downloadQuery.safeParse({ format, since: values.since, part: values.part });
  if (!asked.success) throw new UsageError(faultsOf(asked.error));
  const dataset = await get(remote, id ?? (await build(remote, values, surroundings)));
  const name = `${dataset.name.replace(/[^\p{L}\p{N}._-]+/gu, '-')}-v${dataset.version}`;
  const file = values.out ?? `${name}.${formatNotes[format].extension}`;
  await fetchFile(remote, dataset, asked.data, file);
  await writeFile(`${file}.manifest.json`, `${JSON.stringify(dataset.manifest, null, 2)}\n`);
  if (asked.data.since !== undefined) {
    await fetchWithdrawn(remote, dataset, asked.data.since, `${file}.withdrawn.jsonl`);
    surroundings.note(`First give up what ${file}.withdrawn.jsonl names.`);
  }
  if (dataset.withdrawn > 0) {
    surroundings.note(
      `${dataset.withdrawn} examples are left out: consent was taken back since it was built. The digest of the file is not the manifest’s.`,
    );
  }
  surroundings.say(`${file}: ${dataset.examples - dataset.withdrawn} examples, ${dataset.labels} labels`);
  return 0;
}

const faultsOf = ({ issues }: z.ZodError) =>
  issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n');

async function list(remote: Remote, { say }: Surroundings): Promise<number> {
  for (const { id, name, version, examples, builtAt } of await ask(remote, routes.datasetList)) {
    say([id, `v${version}`, builtAt, `${examples} examples`, name].join('\t'));
  }
  return 0;
}

async function build(remote: Remote, values: Values, { note }: Surroundings): Promise<string> {
  const request = datasetRequest.safeParse({
    name: values.name,
    gaps: values.gap,
    from: values.from,
    to: values.to,
    bots: values.bot,
    channels: values.channel,
    languages: values.language,
    intents: values.intent,
    quality: values.quality,
    mostPerLabel: numberOf(values['most-per-label']),
    weighted: values.weighted,
    includeNonCapability: values['include-non-capability'],
    ...(values.turns && { turns: turnsOf(values) }),
  });
  if (!request.success) {
    throw new UsageError(faultsOf(request.error));
  }
  const { method, path, response: answer } = routes.datasetBuild;
  const response = await send(remote, path, {
    method,
    body: JSON.stringify(request.data),
    headers: { 'content-type': 'application/json' },
  });
  if (!response.ok) throw await problemOf(response);
  const built = answer.parse(await response.json());
  note(built.created ? `Built ${built.id}, version ${built.version}.` : `${built.id} is already there.`);
  return built.id;
}

const numberOf = (text: string | undefined) => (text === undefined ? undefined : Number(text));

const turnsOf = (values: Values) => ({
  within: numberOf(values.within),
  splitBy: values['split-by'],
  words: values.words,
  includeOpen: values['include-open'],
  zone: values.zone,
  mostConversations: numberOf(values['most-conversations']),
});

const pathOf = (path: string, id: string) => path.replace(':id', encodeURIComponent(id));

async function get(remote: Remote, id: string): Promise<Dataset> {
  const response = await send(remote, pathOf(routes.datasetGet.path, id));
  if (!response.ok) throw await problemOf(response);
  return routes.datasetGet.response.parse(await response.json());
}

/** Rows of the erased are gone since it was built: what is downloaded has the digest of what is left. */
function filesOf({ manifest }: Dataset) {
  return manifest.amended?.digest ? manifest.amended.files : manifest.files;
}

/** A file under its name is whole and is what its manifest says; what is half loaded has another name. */
async function fetchFile(
  remote: Remote,
  dataset: Dataset,
  { format, since, part: chosen }: z.output<typeof downloadQuery>,
  file: string,
): Promise<void> {
  const query = new URLSearchParams({ format });
  if (since !== undefined) query.set('since', String(since));
  if (chosen) query.set('part', chosen);
  const response = await send(remote, `${pathOf(routes.datasetDownload.path, dataset.id)}?${query}`);
  const whole = since === undefined && chosen === undefined && dataset.withdrawn === 0;
  const built = whole ? filesOf(dataset).find((each) => each.format === format)?.digest : undefined;
  // A part, or rows that were taken back: the server names the digest of what it sends.
  const expected = built ?? response.headers.get('etag')?.replaceAll('"', '');
  await download(response, file, (sha256) => {
    const digest = `sha256:${sha256.toString('hex')}`;
    if (expected === digest) return;
    throw new Problem('conflict', {
      detail: `The file has the digest ${digest}, expected was ${expected}`,
    });
  });
}

async function fetchWithdrawn(remote: Remote, { id }: Dataset, since: number, file: string): Promise<void> {
  const response = await send(remote, `${pathOf(routes.datasetWithdrawn.path, id)}?since=${since}`);
  await download(response, file, () => undefined);
}

export const exportCommand: Command = { summary: 'Download a dataset, or build one first', usage, run };
