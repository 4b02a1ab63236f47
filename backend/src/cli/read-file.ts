import { open } from 'node:fs/promises';
import { UsageError } from './command.js';

/** Refuses a file that cannot be read before anything is sent; `-` is standard input. */
export async function expectReadable(path: string): Promise<void> {
  if (path === '-') return;
  const wrong = (error: NodeJS.ErrnoException) => {
    throw new UsageError(`Cannot read ${path}: ${error.code ?? error.message}`);
  };
  const file = await open(path).catch(wrong);
  try {
    await file.read(Buffer.alloc(1), 0, 1, 0).catch(wrong);
  } finally {
    await file.close();
  }
}
