// Carries along what is not compiled, compresses the web page once, so that the server only sends files, and notes when
// the build was made.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { copyPlainFiles } from './copy-plain-files.mjs';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
const worthwhile = /\.(js|css|html|svg|json|map)$/;
const smallest = 1024;

copyPlainFiles();

const page = join(dist, 'frontend');
for (const name of readdirSync(page, { recursive: true })) {
  const path = join(page, name);
  if (!worthwhile.test(path) || statSync(path).size < smallest) continue;
  const content = readFileSync(path);
  writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  writeFileSync(`${path}.br`, brotliCompressSync(content, { params }));
}
writeFileSync(join(dist, 'built'), `${new Date().toISOString()}\n`);
