import { createHash, randomBytes, randomUUID } from 'node:crypto';
import {
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  statfs,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '../contract/problem.js';
import type { Keyring } from '../ledger/keyring.js';
import { FileSealer } from './sealed-file.js';
import { type ImportFile, type Packing, packingOf } from './unpack.js';

/** Room that is left to whoever else writes on this disk: the ledger may lie beside it. */
const reserveBytes = 1 << 30;
/** The room is looked at again after so many bytes. */
const lookEvery = 32 << 20;

export interface Spooled {
  path: string;
  bytes: number;
  sha256: string;
  packing: Packing;
  /** Base64: what it is sealed with, itself sealed with the keyring's key. Without it nobody can read the file. */
  key: string;
}

/** A file that was brought before files were sealed has no key. */
type KeptFile = Pick<Spooled, 'path'> & Partial<Pick<Spooled, 'key'>> & Pick<ImportFile, 'name'>;

/** Files that were brought, each import in a folder of its own, sealed, each with a key of its own. */
export class SpoolFolder {
  constructor(
    private readonly folder: string,
    private readonly mostBytes: number,
    private readonly keyring: Pick<Keyring, 'wrap' | 'unwrap'>,
  ) {}

  private pathOf(id: string, file: string): string {
    return join(this.folder, id, file);
  }

  /** Where the files of an import lie, with what opens them. */
  filesOf(id: string, files: readonly KeptFile[]): ImportFile[] {
    return files.map(({ name, path, key: sealed }) => {
      const file = { name, path: this.pathOf(id, path) };
      if (sealed === undefined) return file;
      const key = this.keyring.unwrap(Buffer.from(sealed, 'base64'), boundTo(id, path));
      return { ...file, key: key.toString('base64') };
    });
  }

  /** Ids of those that lie here. */
  async ids(): Promise<string[]> {
    return readdir(this.folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
  }

  async taken(): Promise<number> {
    const sizes = await Promise.all(
      (await this.ids()).map(async (id) => {
        const names = await readdir(join(this.folder, id)).catch(() => []);
        const each = await Promise.all(
          names.map((name) => stat(this.pathOf(id, name)).catch(() => undefined)),
        );
        return each.reduce((sum, file) => sum + (file?.size ?? 0), 0);
      }),
    );
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  /** Writes what comes, durably, and measures it. What does not come as a whole is not kept. */
  async write(id: string, chunks: AsyncIterable<Uint8Array>): Promise<Spooled> {
    const path = randomUUID();
    const whole = this.pathOf(id, path);
    const part = `${whole}.part`;
    await mkdir(join(this.folder, id), { recursive: true, mode: 0o700 });
    const room = await this.room();
    const file = await open(part, 'wx', 0o600);
    try {
      const hash = createHash('sha256');
      const key = randomBytes(32);
      const sealer = new FileSealer(key);
      let bytes = 0;
      let looked = 0;
      let packing: Packing = 'none';
      for await (const chunk of chunks) {
        if (bytes === 0) packing = packingOf(chunk);
        bytes += chunk.length;
        if (bytes > room) throw this.full(bytes);
        if (bytes - looked >= lookEvery) {
          looked = bytes;
          await this.expectSpace();
        }
        hash.update(chunk);
        for (const sealed of sealer.add(chunk)) await file.appendFile(sealed);
      }
      await file.appendFile(sealer.end());
      await file.sync();
      await file.close();
      await rename(part, whole);
      const sealed = this.keyring.wrap(key, boundTo(id, path)).toString('base64');
      return { path, bytes, sha256: hash.digest('hex'), packing, key: sealed };
    } catch (error) {
      await file.close().catch(() => undefined);
      await unlink(part).catch(() => undefined);
      throw (error as NodeJS.ErrnoException).code === 'ENOSPC' ? noSpace(error) : error;
    }
  }

  private async room(): Promise<number> {
    await this.expectSpace();
    return this.mostBytes - (await this.taken());
  }

  private full(bytes: number): Problem {
    const most = (this.mostBytes / 1e9).toLocaleString('en-US');
    return new Problem('no_room', {
      detail: `Files of imports may take ${most} GB together (BATON_IMPORT_GB), and this one goes beyond after ${bytes} bytes. Finish or cancel others, or read it where it lies with “baton import”.`,
    });
  }

  private async expectSpace(): Promise<void> {
    const { bavail, bsize } = await statfs(this.folder);
    if (bavail * bsize < reserveBytes) throw noSpace();
  }

  async keepNote(id: string, name: string, value: unknown): Promise<void> {
    const sealed = this.keyring.wrap(Buffer.from(JSON.stringify(value)), boundTo(id, name));
    await writeFile(this.pathOf(id, name), sealed, { mode: 0o600 });
  }

  async readNote(id: string, name: string): Promise<unknown> {
    const sealed = await readFile(this.pathOf(id, name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (!sealed) return undefined;
    return JSON.parse(this.keyring.unwrap(sealed, boundTo(id, name)).toString('utf8')) as unknown;
  }

  async remove(id: string): Promise<void> {
    await rm(join(this.folder, id), { recursive: true, force: true });
  }
}

const boundTo = (id: string, name: string) => Buffer.from(`import\0${id}\0${name}`);

const noSpace = (cause?: unknown) =>
  new Problem(
    'no_room',
    {
      detail:
        'The disk of the data folder is full, or nearly: 1 GiB is left to the ledger. Nothing of this file was kept. Make room, or read it where it lies with “baton import”.',
    },
    { cause },
  );
