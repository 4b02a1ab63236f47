import type { Command } from './command.js';

/** Every command of `baton`, loaded when called. */
export const commands: Record<string, () => Promise<Command>> = {
  'db-setup': async () => (await import('./db-setup.js')).dbSetup,
  demo: async () => (await import('./demo.js')).demo,
  docs: async () => (await import('./docs.js')).docs,
  erase: async () => (await import('./erase.js')).erase,
  evidence: async () => (await import('./evidence.js')).evidence,
  export: async () => (await import('./export.js')).exportCommand,
  import: async () => (await import('./import.js')).importCommand,
  key: async () => (await import('./key.js')).key,
  ledger: async () => (await import('./ledger.js')).ledger,
  migrate: async () => (await import('./migrate.js')).migrateCommand,
  rebuild: async () => (await import('./rebuild.js')).rebuild,
  status: async () => (await import('./status.js')).status,
  vcon: async () => (await import('./vcon.js')).vconCommand,
  verify: async () => (await import('./verify.js')).verify,
};
