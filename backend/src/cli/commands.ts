import type { Command } from './command.js';

/** Every command of `baton`, loaded when called. */
export const commands: Record<string, () => Promise<Command>> = {
  key: async () => (await import('./key.js')).key,
  status: async () => (await import('./status.js')).status,
};
