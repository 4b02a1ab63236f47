import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** Rules of the house that import rules cannot express. */
const root = fileURLToPath(new URL('../..', import.meta.url));

interface Source {
  path: string;
  text: string;
}

function sources(folder: string): Source[] {
  const names = readdirSync(join(root, folder), { recursive: true }) as string[];
  return names
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => ({ path: join(folder, name), text: readFileSync(join(root, folder, name), 'utf8') }));
}

const backend = sources('backend/src');
const pathsOf = (found: Source[]) => found.map(({ path }) => path);

test('SQL stands in stores, in the two generators and in db, nowhere else', () => {
  const place = /\.store\.ts$|^backend\/src\/(metrics\/plan|datasets\/select)\.ts$|^backend\/src\/db\//;
  const others = backend.filter(({ path, text }) => !place.test(path) && /\bsql`/.test(text));
  expect(pathsOf(others)).toEqual([]);
});

test('ledger tables are touched only by the ledger', () => {
  const outside = backend.filter(({ path }) => !path.startsWith('backend/src/ledger/'));
  expect(
    pathsOf(outside.filter(({ text }) => /\b(from|into|join|update)\s+ledger\.[a-z]/.test(text))),
  ).toEqual([]);
});

test('only the settings and the two entrances read the environment', () => {
  const place = /^backend\/src\/(config|main|cli\/main)\.ts$/;
  expect(
    pathsOf(backend.filter(({ path, text }) => !place.test(path) && text.includes('process.env'))),
  ).toEqual([]);
});

test('no statement is put together by hand', () => {
  const bypass = /\.query\(\s*(`[^`]*\$\{|'[^']*'\s*\+)/;
  expect(pathsOf(backend.filter(({ text }) => bypass.test(text)))).toEqual([]);
});

test('no file is longer than a head can hold', () => {
  // Declarations and words may be long: they are read one by one.
  const declarations = /^backend\/src\/(contract\/|simulate\/(words\/|intents)|ledger\/open-fields)/;
  const all = [...backend, ...sources('frontend/src'), ...sources('test'), ...sources('migrations')];
  const long = all.filter(({ path, text }) => !declarations.test(path) && text.split('\n').length > 301);
  expect(pathsOf(long)).toEqual([]);
});

test('what is left to do is not written into the code', () => {
  const all = [...backend, ...sources('frontend/src'), ...sources('migrations')];
  expect(pathsOf(all.filter(({ text }) => /\b(TODO|FIXME|XXX)\b/.test(text)))).toEqual([]);
});
