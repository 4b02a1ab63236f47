import 'reflect-metadata';
import { ConfigError, loadConfig } from '../config.js';
import { Problem, problemKinds } from '../contract/problem.js';
import { type Command, type Surroundings, UsageError } from './command.js';
import { commands } from './commands.js';

const say = (line: string) => void process.stdout.write(`${line}\n`);
const note = (line: string) => void process.stderr.write(`${line}\n`);

async function list(): Promise<void> {
  say('baton COMMAND [OPTIONS]\n');
  for (const [name, load] of Object.entries(commands)) say(`  ${name.padEnd(10)} ${(await load()).summary}`);
  say('\nbaton COMMAND --help tells more.');
  say('BATON_URL and BATON_API_KEY say where Baton is and who calls.');
}

function describe(error: unknown): string {
  if (error instanceof Problem) {
    const { title } = problemKinds[error.code];
    return error.members.detail ? `${title}: ${error.members.detail}` : title;
  }
  if (error instanceof ConfigError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

async function runCommand(
  name: string,
  command: Command,
  args: string[],
  surroundings: Surroundings,
): Promise<number> {
  if (args.includes('--help')) {
    say(`${command.summary}\n\n${command.usage}`);
    return 0;
  }
  try {
    return await command.run(args, surroundings);
  } catch (error) {
    // parseArgs tells a wrong option by code.
    const wrongCall =
      error instanceof UsageError || String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS');
    if (!wrongCall) throw error;
    note(`${(error as Error).message}\nbaton ${name} --help tells how it is called.`);
    return 2;
  }
}

async function main([name, ...args]: string[]): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help') {
    await list();
    return name === undefined ? 2 : 0;
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!load) {
    note(`There is no command ${JSON.stringify(name)}.`);
    await list();
    return 2;
  }
  return runCommand(name, await load(), args, {
    config: loadConfig(process.env),
    env: process.env,
    say,
    note,
  });
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    note(describe(error));
    process.exitCode = 1;
  },
);
