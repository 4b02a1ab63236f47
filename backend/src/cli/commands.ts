import type { Command } from './command.js';

/** Every command of `baton`, loaded when called. */
export const commands: Record<string, () => Promise<Command>> = {
  demo: async () => (await import('./demo.js')).demo,
  import: async () => (await import('./import.js')).importCommand,
  key: async () => (await import('./key.js')).key,
  status: async () => (await import('./status.js')).status,
};
