import { createHash } from 'node:crypto';
import type { ImportJob } from '../contract/imports.js';
import type { ImportRow, KeptFile } from './import.store.js';

/** As the API says it. */
export function jobOf(row: ImportRow): ImportJob {
  return {
    id: row.id,
    state: row.state,
    files: row.files.map(({ name, bytes, sha256, packing }) => ({ name, bytes, sha256, packing })),
    options: row.options,
    source: row.source,
    createdAt: row.created_at.toISOString(),
    createdBy: row.actor,
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
    progress: row.progress,
    report: row.report,
    problem: row.problem,
    errors: row.errors,
  };
}

/** One digest of all files: of a single one its own SHA-256, of several that of their digests, a line each. */
export function digestOf(files: readonly KeptFile[]): string {
  const [first] = files;
  if (files.length === 1 && first) return `sha256:${first.sha256}`;
  const lines = files.map(({ sha256 }) => `${sha256}\n`).join('');
  return `sha256:${createHash('sha256').update(lines).digest('hex')}`;
}
