import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const folder = fileURLToPath(new URL('../../dist/frontend/', import.meta.url));

interface Chunk {
  file: string;
  imports?: string[];
  css?: string[];
}
type Manifest = Record<string, Chunk>;

/** All chunks that a module brings with it before it runs. */
function closure(manifest: Manifest, name: string, seen = new Set<string>()): Set<string> {
  const chunk = manifest[name];
  if (!chunk || seen.has(name)) return seen;
  seen.add(name);
  for (const one of chunk.imports ?? []) closure(manifest, one, seen);
  return seen;
}

const kilobytes = (file: string): number => gzipSync(readFileSync(folder + file), { level: 9 }).length / 1000;

/** Gzipped kilobytes (1,000 bytes) of JavaScript and CSS that these modules need, each file once. */
export function bundleSize(modules: readonly string[]): { js: number; css: number } {
  const manifest = JSON.parse(readFileSync(`${folder}.vite/manifest.json`, 'utf8')) as Manifest;
  const chunks = new Set<string>();
  for (const name of modules) {
    if (!manifest[name]) throw new Error(`The build's manifest has no ${name}.`);
    closure(manifest, name, chunks);
  }
  const files = (pick: (chunk: Chunk) => string[]) =>
    new Set([...chunks].flatMap((name) => (manifest[name] ? pick(manifest[name]) : [])));
  const sum = (names: Set<string>) => [...names].reduce((all, file) => all + kilobytes(file), 0);
  return { js: sum(files(({ file }) => [file])), css: sum(files(({ css = [] }) => css)) };
}
