import type { Command } from './command.js';

/** Every command of `baton`, loaded when called. */
export const commands: Record<string, () => Promise<Command>> = {
  demo: async () => (await import('./demo.js')).demo,
  docs: async () => (await import('./docs.js')).docs,
  evidence: async () => (await import('./evidence.js')).evidence,
  export: async () => (await import('./export.js')).exportCommand,
  import: async () => (await import('./import.js')).importCommand,
  key: async () => (await import('./key.js')).key,
  rebuild: async () => (await import('./rebuild.js')).rebuild,
  status: async () => (await import('./status.js')).status,
  verify: async () => (await import('./verify.js')).verify,
};
