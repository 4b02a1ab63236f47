import { setPriority } from 'node:os';

/**
 * Lets threads that answer somebody go first: called in a worker thread. Linux keeps a priority for each thread; where
 * it is the whole process's, it is left as it is.
 */
export function stayInBackground(): void {
  if (process.platform === 'linux') setPriority(10);
}
