import type { Answer } from '../../lib/api';
import { count } from '../../lib/format';

export type Job = Answer<'GET /api/imports/:id'>;
export type Options = Job['options'];
export type Report = NonNullable<Job['report']>;
export type Preview = Answer<'GET /api/imports/:id/preview'>;
export type Formats = Answer<'GET /api/imports'>['formats'];

export const stateWords: Record<Job['state'], string> = {
  uploading: 'Waiting',
  checking: 'Being checked',
  checked: 'Ready to start',
  running: 'Running',
  cancelling: 'Being cancelled',
  finished: 'Finished',
  cancelled: 'Cancelled',
  failed: 'Stopped',
};

/** While it is worked on its numbers change. */
export const isWorking = (state: Job['state'] | undefined): boolean =>
  state === 'checking' || state === 'running' || state === 'cancelling';

const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** `1.2 GB`, in powers of a thousand as disks are sold. */
export function sizeText(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}

export const filesText = (files: Job['files']): string => {
  const [first] = files;
  if (!first) return 'No file yet';
  return files.length === 1 ? first.name : `${first.name} and ${count(files.length - 1)} more`;
};
