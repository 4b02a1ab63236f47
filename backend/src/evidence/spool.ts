import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/**
 * A file without a name: what is personal in it is gone with the process, however that ends. Written once, then read
 * from its beginning.
 */
export class Spool {
  private constructor(private readonly file: FileHandle) {}

  static async open(folder: string): Promise<Spool> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, `.evidence-${randomUUID()}`);
    const file = await open(path, 'wx+', 0o600);
    await unlink(path);
    return new Spool(file);
  }

  async write(chunk: Uint8Array): Promise<void> {
    await this.file.appendFile(chunk);
  }

  /** Closes itself when it was read, or when its reader went away. */
  read(): Readable {
    return this.file.createReadStream({ start: 0, autoClose: true });
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}
