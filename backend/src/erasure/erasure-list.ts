import { createReadStream, existsSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const intent = z.object({
  event: z.string(),
  /** Reference of the subject, a keyed digest: no clear id. */
  subject: z.string().regex(/^[0-9a-f]{64}$/),
  class: z.string(),
  erasedAt: z.iso.datetime(),
});
const outcome = z.object({ event: z.string(), state: z.enum(['done', 'undone']) });
const line = z.union([outcome, intent]);

export type Outcome = z.output<typeof outcome>['state'];
export interface ListedKey {
  event: string;
  ref: Buffer;
  class: string;
  at: Date;
}

/**
 * Erasures, kept outside the database: after an older backup was restored it says what has to be erased again. A key
 * is listed before the transaction that erases it commits; whether it did is said in a line of its own, because one
 * that was rolled back must not be done later.
 */
export class ErasureList {
  constructor(private readonly path: string) {}

  async intend(
    event: string,
    at: Date,
    keys: readonly { subject_ref: Buffer; class: string }[],
  ): Promise<void> {
    const erasedAt = at.toISOString();
    await this.append(
      keys.map((key) => ({ event, subject: key.subject_ref.toString('hex'), class: key.class, erasedAt })),
    );
  }

  async conclude(event: string, state: Outcome): Promise<void> {
    await this.append([{ event, state }]);
  }

  /** What became of each erasure; `undefined`: nobody wrote it down. */
  async outcomes(): Promise<Map<string, Outcome | undefined>> {
    const outcomes = new Map<string, Outcome | undefined>();
    for await (const entry of this.lines()) {
      if ('state' in entry) outcomes.set(entry.event, entry.state);
      else if (!outcomes.has(entry.event)) outcomes.set(entry.event, undefined);
    }
    return outcomes;
  }

  async *keys(): AsyncGenerator<ListedKey> {
    for await (const entry of this.lines()) {
      if ('state' in entry) continue;
      const ref = Buffer.from(entry.subject, 'hex');
      yield { event: entry.event, ref, class: entry.class, at: new Date(entry.erasedAt) };
    }
  }

  /** A line that a crash cut off says nothing: its erasure did not commit. */
  private async *lines(): AsyncGenerator<z.output<typeof line>> {
    if (!existsSync(this.path)) return;
    const texts = createInterface({
      input: createReadStream(this.path),
      crlfDelay: Number.POSITIVE_INFINITY,
    });
    for await (const text of texts) {
      const parsed = line.safeParse(parseJson(text));
      if (parsed.success) yield parsed.data;
    }
  }

  /** Durable when it returns. */
  private async append(entries: readonly object[]): Promise<void> {
    if (entries.length === 0) return;
    await mkdir(dirname(this.path), { recursive: true });
    const isNew = !existsSync(this.path);
    const file = await open(this.path, 'a+', 0o600);
    try {
      const text = entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
      await file.write(((await endsCut(file)) ? '\n' : '') + text);
      await file.sync();
    } finally {
      await file.close();
    }
    if (isNew) await syncFolder(dirname(this.path));
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function endsCut(file: Awaited<ReturnType<typeof open>>): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return false;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] !== 0x0a;
}

/** So that the file itself is still there after a crash. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
