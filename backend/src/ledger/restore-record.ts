import { hash } from 'node:crypto';
import { z } from 'zod';
import { type CloudEvent, ownSource } from '../contract/events.js';
import type { Checkpoint } from './note.js';

const lostCheckpoint = z.object({ size: z.int().min(0), root: z.string(), note: z.string() });

/** Somebody's word that a database was restored on purpose, and what was lost by it. */
const restoreRecord = z.object({
  at: z.iso.datetime(),
  reason: z.string().min(1).max(2000),
  /** Newest first. */
  lost: z.array(lostCheckpoint).min(1),
});
export type LostCheckpoint = z.output<typeof lostCheckpoint>;
export type RestoreRecord = z.output<typeof restoreRecord>;

export const supersededPattern = /^superseded-/;
export const recordName = 'restored.json';

export const readRecord = (text: string): RestoreRecord => restoreRecord.parse(JSON.parse(text));
export const writeRecord = (record: RestoreRecord): string => `${JSON.stringify(record, null, 2)}\n`;

/** Whether a checkpoint that the database lacks was given up by one of these records. */
export const isAccepted = (records: readonly RestoreRecord[], { size, root }: Checkpoint): boolean =>
  records.some(({ lost }) => lost.some((one) => one.size === size && one.root === root.toString('base64')));

/** What the ledger says of it: the same event however often and by whomever it is entered. */
export function restoredEvent(record: RestoreRecord): CloudEvent | undefined {
  const [newest] = record.lost;
  if (!newest) return undefined;
  const digest = hash('sha256', writeRecord(record), 'hex');
  return {
    specversion: '1.0',
    id: `ledger.restored-${digest.slice(0, 32)}`,
    source: ownSource,
    type: 'ledger.restored',
    time: record.at,
    data: { ...newest, reason: record.reason },
  };
}
