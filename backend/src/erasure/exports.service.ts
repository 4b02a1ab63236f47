import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { exportedCopy } from '../contract/erasure.js';
import type { DatasetPart } from '../datasets/amendment.store.js';
import type { Transaction } from '../db/database.js';
import { type Decision, DecisionsStore } from '../ledger/decisions.store.js';
import { SubjectStore } from '../ledger/subject.store.js';
import type { Doomed } from './eraser.service.js';

export type ExportedCopy = z.output<typeof exportedCopy>;

/** What `record.exported` says of an evidence pack or of looks, as far as it tells whom it was about. */
interface Exported {
  kind?: string;
  scope?: {
    first?: number;
    last?: number;
    conversations?: string[];
    customers?: string[];
    actors?: string[];
  };
  disclose?: boolean;
  items?: { kind: string; key: string }[];
  actor?: { name?: string };
}

/** What of a subject has left Baton and cannot be called back from here, as far as the ledger tells. */
@Injectable()
export class ExportsService {
  constructor(
    private readonly decisions: DecisionsStore,
    private readonly subjects: SubjectStore,
  ) {}

  /** Downloads of these datasets and packs about these subjects, oldest first. */
  async of(whom: Doomed, datasets: readonly DatasetPart[], tx: Transaction): Promise<ExportedCopy[]> {
    const parts = new Map(datasets.map((part) => [part.id, part]));
    const handoffs = new Set(await this.subjects.handoffsIn(whom.conversations, tx));
    const conversations = new Set(whom.conversations.map((key) => key.toString('base64url')));
    const isAbout = (kind: string, key: string) =>
      (kind === 'handoff' && handoffs.has(key)) || (kind === 'conversation' && conversations.has(key));
    const copies: ExportedCopy[] = [];
    for (const decision of await this.decisions.all(['dataset.exported', 'record.exported'], tx)) {
      const part = parts.get(decision.pub.dataset ?? '');
      if (part) copies.push(copyOf(decision, 'dataset', part.id, `${part.name} v${part.version}`));
      else if (await this.isPackAbout(decision, whom, tx)) {
        copies.push(copyOf(decision, 'evidence', decision.id, 'Evidence pack'));
      } else {
        const item = dataOf(decision).items?.find(({ kind, key }) => isAbout(kind, key));
        const name = item?.kind === 'conversation' ? 'Conversation as vCon' : 'Handoff';
        if (item) copies.push(copyOf(decision, 'other', item.key, name));
      }
    }
    return copies;
  }

  private async isPackAbout(decision: Decision, { refs, conversations }: Doomed, tx: Transaction) {
    const { kind, scope, disclose } = dataOf(decision);
    if (kind !== 'evidence' || !scope || disclose === false) return false;
    const { first, last, customers = [], actors = [] } = scope;
    if (first !== undefined && last !== undefined) {
      return this.subjects.isWithin(refs, conversations, { first, last }, tx);
    }
    const named = new Set([...(scope.conversations ?? []), ...customers, ...actors]);
    return [...refs, ...conversations].some((key) => named.has(key.toString('base64url')));
  }
}

const dataOf = ({ event }: Decision) => (event?.data ?? {}) as Exported;

const copyOf = (decision: Decision, kind: ExportedCopy['kind'], id: string, name: string): ExportedCopy => ({
  kind,
  id,
  name,
  format: decision.pub.format ?? null,
  at: decision.at.toISOString(),
  by: dataOf(decision).actor?.name ?? null,
});
