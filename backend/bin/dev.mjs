// `npm run dev`: the service with reload on BATON_PORT, the web page with hot reload on :5173.
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { copyPlainFiles } from './copy-plain-files.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const npx = (...args) => ['npx', args];
const inherit = { cwd: root, stdio: 'inherit' };

spawnSync('npx', ['tsc', '-b', 'backend'], inherit);
copyPlainFiles();
const programs = [
  npx('tsc', '-b', 'backend', '--watch', '--preserveWatchOutput'),
  npx('vite', '--config', 'frontend/vite.config.ts'),
  [
    process.execPath,
    ['--watch-path=dist/backend', '--watch-path=dist/migrations', 'dist/backend/src/main.js'],
  ],
];
const children = programs.map(([program, args]) => spawn(program, args, inherit));
const stop = () => {
  for (const child of children) child.kill('SIGTERM');
};
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop);
for (const child of children) child.on('exit', stop);
