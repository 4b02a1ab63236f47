#!/usr/bin/env node
try {
  await import('../../dist/backend/src/cli/main.js');
} catch (error) {
  if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  process.stderr.write(`Baton is not built (${error.message}). Run: npm run build\n`);
  process.exitCode = 1;
}
