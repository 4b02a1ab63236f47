import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { exportedCopy } from '../contract/erasure.js';
import type { DatasetPart } from '../datasets/amendment.store.js';
import type { Transaction } from '../db/database.js';
import { type Decision, DecisionsStore } from '../ledger/decisions.store.js';

export type ExportedCopy = z.output<typeof exportedCopy>;

interface Exported {
  name?: string;
  version?: number;
  actor?: { name?: string };
}

/** What of a subject has left Baton and cannot be called back from here. */
@Injectable()
export class ExportsService {
  constructor(private readonly decisions: DecisionsStore) {}

  /** Downloads of these datasets, oldest first. */
  async of(datasets: readonly DatasetPart[], tx: Transaction): Promise<ExportedCopy[]> {
    if (datasets.length === 0) return [];
    const parts = new Map(datasets.map((part) => [part.id, part]));
    const exported = await this.decisions.all(['dataset.exported'], tx);
    return exported.flatMap((decision) => {
      const part = parts.get(decision.pub.dataset ?? '');
      return part ? [copyOf(decision, part)] : [];
    });
  }
}

function copyOf({ at, pub, event }: Decision, { id, name, version }: DatasetPart): ExportedCopy {
  const { actor } = (event?.data ?? {}) as Exported;
  return {
    kind: 'dataset',
    id,
    name: `${name} v${version}`,
    format: pub.format ?? null,
    at: at.toISOString(),
    by: actor?.name ?? null,
  };
}
