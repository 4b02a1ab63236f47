// `npm start` and `npm run demo`: builds what is not built, then runs the service in this process.
import { buildIfStale } from './build-if-stale.mjs';

try {
  buildIfStale();
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}

if (process.argv.includes('--demo')) process.env.BATON_DEMO = 'true';

// npm that is killed tells nobody: without this the service would live on and hold its port.
if (process.env.npm_lifecycle_event) {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
  }, 1_000).unref();
}

await import('../../dist/backend/src/main.js');
