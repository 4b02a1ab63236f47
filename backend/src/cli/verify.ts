import { parseArgs } from 'node:util';
import type { AnswerOf } from '../contract/route.js';
import { routes } from '../contract/routes.js';
import { main as verifyPack } from '../evidence/verify.mjs';
import { ask, remoteOf } from './client.js';
import type { Command } from './command.js';

type Verification = AnswerOf<typeof routes.ledgerVerify>;

function placeOf({ index, size }: Verification['problems'][number]): string {
  if (index !== null) return `entry ${index}`;
  return size === null ? 'ledger' : `size ${size}`;
}

export function describe(report: Verification): string {
  const { ok, entries, opened, erased, checkpoints, root, seconds, problems } = report;
  const counts = `${entries} entries (${opened} opened, ${erased} erased), ${checkpoints} checkpoints, ${seconds} s`;
  if (ok) return `The ledger is whole: ${counts}.\nroot ${root}`;
  const lines = problems.map((problem) => `  ${placeOf(problem)}: ${problem.what}`);
  return `The ledger was changed: ${counts}.\n${lines.join('\n')}`;
}

export const verify: Command = {
  summary: 'Derive the whole ledger again, or check an evidence pack, and say what is wrong',
  usage: `baton verify [--json]
baton verify PACK [--vkey VKEY] [--checkpoint FILE]

Recomputes every entry's hash, the tree, the sealed roots and the signed checkpoints, opens every payload whose key
exists and compares it with its entry. Exit code 1 when anything differs; the first differences are named.
Needs an API key of role auditor or admin (BATON_API_KEY).

With PACK, the zip or folder of an evidence pack: what the pack's own verify.mjs does. Asks nobody.`,
  async run(args, surroundings) {
    if (args.some((arg) => !arg.startsWith('--'))) return verifyPack(args, surroundings.say);
    const { values } = parseArgs({ args, options: { json: { type: 'boolean', default: false } } });
    const report = await ask(remoteOf(surroundings), routes.ledgerVerify);
    surroundings.say(values.json ? JSON.stringify(report) : describe(report));
    return report.ok ? 0 : 1;
  },
};
