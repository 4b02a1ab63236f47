import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { describeMetrics } from '../metrics/describe.js';
import type { Command } from './command.js';

const file = 'METRICS.md';

export const docs: Command = {
  summary: 'Write METRICS.md from the declarations of the metrics',
  usage: `baton docs [--check]

Writes ${file} into the current folder. --check writes nothing; exit code 1 when it is behind the declarations.`,
  async run(args, { say, note }) {
    const { values } = parseArgs({ args, options: { check: { type: 'boolean', default: false } } });
    const text = describeMetrics();
    const found = await readFile(file, 'utf8').catch(() => undefined);
    if (found === text) return 0;
    if (values.check) {
      note(`${file} is behind the declarations: run npm run docs.`);
      return 1;
    }
    await writeFile(file, text);
    say(`${file} written.`);
    return 0;
  },
};
