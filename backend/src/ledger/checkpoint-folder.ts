import { randomBytes } from 'node:crypto';
import { access, mkdir, open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type CheckpointPlace, hourName, hourPattern, latestName, longestNote } from './checkpoint-place.js';
import {
  type RestoreRecord,
  readRecord,
  recordName,
  supersededPattern,
  writeRecord,
} from './restore-record.js';

interface KeptNote {
  name: string;
  note: string;
}

const isAbsent = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT';

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  // Not every file system can: the file itself is safe by then.
  await handle.sync().catch(() => undefined);
  await handle.close();
}

/** Checkpoints as files. A reader sees a file whole or not at all, also after a crash. */
export class CheckpointFolder implements CheckpointPlace {
  readonly kind = 'folder';

  constructor(readonly where: string) {}

  async newest(): Promise<string[]> {
    const names = await this.names();
    const hours = names.filter((name) => hourPattern.test(name));
    const wanted = [...hours.slice(-1), ...names.filter((name) => name === latestName)];
    return Promise.all(wanted.map((name) => this.read(name)));
  }

  /** Every checkpoint there, newest hour first. */
  async all(): Promise<KeptNote[]> {
    const names = (await this.names()).filter((name) => name === latestName || hourPattern.test(name));
    return Promise.all(names.reverse().map(async (name) => ({ name, note: await this.read(name) })));
  }

  async keep(note: string, at: Date): Promise<void> {
    await mkdir(this.where, { recursive: true });
    const hour = hourName(at);
    const known = await access(join(this.where, hour)).then(
      () => true,
      () => false,
    );
    if (!known) await this.write(hour, note);
    await this.write(latestName, note);
    await syncFolder(this.where);
  }

  /** What was accepted as lost: see `baton ledger accept-rollback`. */
  async restores(): Promise<RestoreRecord[]> {
    const folders = (await this.names()).filter((name) => supersededPattern.test(name));
    const read = folders.map((name) => readFile(join(this.where, name, recordName), 'utf8').then(readRecord));
    return Promise.all(read);
  }

  /** Puts these checkpoints aside. The record comes first: after a crash between, it is all there to be read. */
  async supersede(names: readonly string[], record: RestoreRecord): Promise<string> {
    const name = `superseded-${record.at.replaceAll(':', '')}`;
    await mkdir(join(this.where, name), { recursive: true });
    await this.write(join(name, recordName), writeRecord(record));
    for (const moved of names) await rename(join(this.where, moved), join(this.where, name, moved));
    await syncFolder(join(this.where, name));
    await syncFolder(this.where);
    return join(this.where, name);
  }

  private async names(): Promise<string[]> {
    const names = await readdir(this.where).catch((error: unknown) => {
      if (isAbsent(error)) return [];
      throw error;
    });
    return names.sort();
  }

  private async read(name: string): Promise<string> {
    const path = join(this.where, name);
    return (await stat(path)).size > longestNote ? '' : readFile(path, 'utf8');
  }

  private async write(name: string, text: string): Promise<void> {
    const path = join(this.where, name);
    const draft = `${path}.${randomBytes(6).toString('hex')}`;
    try {
      const handle = await open(draft, 'wx', 0o644);
      await handle.writeFile(text);
      await handle.sync();
      await handle.close();
      await rename(draft, path);
    } catch (error) {
      await unlink(draft).catch(() => undefined);
      throw error;
    }
  }
}
