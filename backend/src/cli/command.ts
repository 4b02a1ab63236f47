import type { Config } from '../config.js';

/** What a command may use of the world. */
export interface Surroundings {
  config: Config;
  env: NodeJS.ProcessEnv;
  /** Writes a line to standard output. */
  say(line: string): void;
  /** Writes a line to standard error: progress and warnings. */
  note(line: string): void;
}

export interface Command {
  /** One line for the list of commands. */
  summary: string;
  /** Shown by `--help` and after a wrong call. */
  usage: string;
  /** Gives the exit code. */
  run(args: string[], surroundings: Surroundings): Promise<number>;
}

/** A wrong call: shown with the usage, exit code 2. */
export class UsageError extends Error {}
