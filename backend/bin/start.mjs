// `npm start` and `npm run demo`: builds what is not built, then runs the service in this process.
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sources = [
  'backend/src',
  'migrations',
  'frontend/src',
  'frontend/index.html',
  'frontend/vite.config.ts',
];

function newest(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) return stats?.mtimeMs ?? 0;
  const times = readdirSync(path).map((name) => newest(join(path, name)));
  return Math.max(stats.mtimeMs, ...times);
}

const builtAt = statSync(join(root, 'dist/built'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
if (sources.some((path) => newest(join(root, path)) > builtAt)) {
  process.stdout.write('Building ...\n');
  const build = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
  if (build.status !== 0) process.exit(build.status ?? 1);
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
