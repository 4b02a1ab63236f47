// Builds when a source is newer than the last build; also as npm's `prepare`, which npx runs in a folder that it has not
// met before, while Baton may be running from the build there.
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sources = [
  'package-lock.json',
  'backend/src',
  'migrations',
  'frontend/src',
  'frontend/public',
  'frontend/index.html',
  'frontend/vite.config.ts',
];

function newest(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) return stats?.mtimeMs ?? 0;
  const times = readdirSync(path).map((name) => newest(join(path, name)));
  return Math.max(stats.mtimeMs, ...times);
}

export function buildIfStale() {
  const builtAt = statSync(join(root, 'dist/built'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (!sources.some((path) => newest(join(root, path)) > builtAt)) return;
  process.stdout.write('Building ...\n');
  // Whatever it is called from: a test runner's own NODE_ENV would leave React's development build in the product.
  const env = { ...process.env, NODE_ENV: 'production' };
  const build = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit', env });
  if (build.status !== 0) throw new Error('The build failed.');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) buildIfStale();
