import type { CheckpointFolder } from './checkpoint-folder.js';
import type { CheckpointPlace } from './checkpoint-place.js';
import { isAccepted, type LostCheckpoint, type RestoreRecord } from './restore-record.js';
import type { Finding, RollbackService } from './rollback.service.js';

interface Lost {
  /** Files of the folder to be moved aside. */
  names: string[];
  checkpoints: LostCheckpoint[];
}

function lostOf(finding: Finding, note: string): LostCheckpoint[] {
  if (finding.kind !== 'rollback') return [];
  const { size, root } = finding.checkpoint;
  return [{ size, root: root.toString('base64'), note }];
}

/** Checkpoints only ever grew: before the newest one that the database holds, it holds them all. */
async function findInFolder(folder: CheckpointFolder, rollback: RollbackService): Promise<Lost> {
  const found: Lost = { names: [], checkpoints: [] };
  for (const { name, note } of await folder.all()) {
    const finding = await rollback.compare(note);
    if (finding.kind === 'agrees') break;
    const lost = lostOf(finding, note);
    if (lost.length > 0) found.names.push(name);
    found.checkpoints.push(...lost);
  }
  return found;
}

/** Other places may not be ours to change: what they hold may have been accepted before. */
async function findElsewhere(
  places: readonly CheckpointPlace[],
  rollback: RollbackService,
  restores: readonly RestoreRecord[],
): Promise<LostCheckpoint[]> {
  const found: LostCheckpoint[] = [];
  for (const place of places) {
    for (const note of await place.newest()) {
      const finding = await rollback.compare(note);
      if (finding.kind === 'rollback' && !isAccepted(restores, finding.checkpoint)) {
        found.push(...lostOf(finding, note));
      }
    }
  }
  return found;
}

/**
 * Puts aside every checkpoint that the database does not hold, with a record that the next start reads. Other
 * places may forbid changes: there the record alone says that what they hold was given up. Gives undefined when
 * nothing was lost.
 */
export async function acceptRollback(
  folder: CheckpointFolder,
  others: readonly CheckpointPlace[],
  rollback: RollbackService,
  { reason, at }: Pick<RestoreRecord, 'reason' | 'at'>,
): Promise<{ record: RestoreRecord; folder: string } | undefined> {
  const { names, checkpoints } = await findInFolder(folder, rollback);
  const elsewhere = await findElsewhere(others, rollback, await folder.restores());
  const lost = [...checkpoints, ...elsewhere].sort((a, b) => b.size - a.size);
  if (lost.length === 0) return undefined;
  const record = { at, reason, lost };
  return { record, folder: await folder.supersede(names, record) };
}
