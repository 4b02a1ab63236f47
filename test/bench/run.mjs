// npm run bench -- NAME [--json] [--seed N]: a bench is a TypeScript file in this folder; Vite loads it as the tests are loaded.
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runnerImport } from 'vite';
import { buildIfStale } from '../../backend/bin/build-if-stale.mjs';

const folder = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));
const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false }, seed: { type: 'string' } },
  allowPositionals: true,
});
const [name] = positionals;
const known = readdirSync(folder)
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.slice(0, -'.bench.ts'.length));
if (!name || !existsSync(`${folder}${name}.bench.ts`)) {
  process.stderr.write(
    `npm run bench -- NAME [--json] [--seed N], where NAME is one of: ${known.join(', ')}\n`,
  );
  process.exit(2);
}

const seed = values.seed === undefined ? undefined : Number(values.seed);
if (seed !== undefined && !Number.isSafeInteger(seed)) {
  process.stderr.write('--seed takes a whole number\n');
  process.exit(2);
}

const load = async (file) => (await runnerImport(`${folder}${file}`, { root, configFile: false })).module;
await import('reflect-metadata');
buildIfStale();
const note = (line) => process.stderr.write(`${line}\n`);
const [{ bench }, { resultOf }] = await Promise.all([load(`${name}.bench.ts`), load('result.ts')]);
const result = resultOf(name, await bench(note, { seed }));
if (values.json) {
  process.stdout.write(`${JSON.stringify(result)}\n`);
} else {
  for (const { name: measure, value, unit, aim, met } of result.results) {
    const figure = `${Number(value.toPrecision(4))} ${unit}`;
    const verdict = aim === null ? '' : `   aim ${aim}: ${met ? 'met' : 'missed'}`;
    process.stdout.write(`${measure.padEnd(48)} ${figure.padStart(18)}${verdict}\n`);
  }
}
process.exit(0);
