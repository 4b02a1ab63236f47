import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Problem } from '../contract/problem.js';
import type { BodyOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { Database, type Transaction } from '../db/database.js';
import { keyOf } from '../episodes/key.js';
import { RecordDecisionService } from '../gaps/record-decision.service.js';
import type { Caller } from '../http/route.js';
import { IngestService } from '../ingest/ingest.service.js';
import { type DecisionRow, DecisionStore, type Reading } from './decision.store.js';
import type { ItemRow } from './item.store.js';
import { SecondStore } from './second.store.js';

type Said = BodyOf<typeof routes.reviewDecide>;

const basisPoints = 10_000;

/** Some examples are decided by a second person, who does not see what the first said: it measures readers. */
@Injectable()
export class SecondService {
  constructor(
    private readonly database: Database,
    private readonly decisions: DecisionStore,
    private readonly store: SecondStore,
    private readonly recorder: RecordDecisionService,
    private readonly ingest: IngestService,
  ) {}

  async setShare(secondShare: number, { id, name }: Caller): Promise<{ secondShare: number }> {
    const data = { share_bp: Math.round(secondShare * basisPoints) };
    await this.database.transaction(async (tx) => {
      await this.ingest.recordWithin(tx, { type: 'review.changed', data }, { id, name });
      await this.decisions.setSecondShare(secondShare, tx);
    });
    return { secondShare };
  }

  /** A second reading changes no label: it is entered as what it is. */
  async record(
    item: ItemRow,
    { verdict, label: given }: Said,
    chosen: readonly Buffer[],
    caller: Caller,
    tx: Transaction,
  ): Promise<{ id: string; uid: string; gap: string; label: string | null }> {
    if (verdict === 'split') {
      throw new Problem('invalid_input', { detail: '/verdict: a second reading splits nothing out' });
    }
    const gap = item.gap_id;
    const label = verdict === 'reject' ? null : (given ?? item.label);
    const said = {
      gap,
      gap_members: chosen.map(keyOf),
      code: verdict,
      ...(label !== null && { intent: label }),
    };
    return { ...(await this.recorder.recordWithin(tx, 'review.repeated', said, caller)), gap, label };
  }

  async recordUndone({ gap_id: gap, uid }: DecisionRow, caller: Caller, tx: Transaction): Promise<void> {
    await this.recorder.recordWithin(tx, 'review.repeated', { gap, withdraws: uid, code: 'undone' }, caller);
  }

  /** After a first reading some of its examples are asked again; after a second, what the two differ in. */
  async follow(item: ItemRow, row: DecisionRow, chosen: readonly Buffer[], tx: Transaction): Promise<void> {
    if (row.kind === 'second') return this.compare(item, row, chosen, tx);
    if (row.kind === 'disagreement' || row.verdict === 'split') return;
    const share = await this.decisions.secondShare(tx);
    const again = chosen.filter((key) => isDrawn(row.id, key, share));
    await this.store.ask('second', item, row.id, again, tx);
  }

  /** What rests on a decision that is taken back is asked no more. */
  forget(decision: string, tx: Transaction): Promise<void> {
    return this.store.forget(decision, tx);
  }

  private async compare(
    item: ItemRow,
    row: DecisionRow,
    chosen: readonly Buffer[],
    tx: Transaction,
  ): Promise<void> {
    if (row.of_decision === null) return;
    const first = await this.decisions.find(row.of_decision, tx);
    if (first && !isSame(first, row)) await this.store.ask('disagreement', item, first.id, chosen, tx);
  }
}

export const isSame = (one: Reading, other: Reading): boolean => one.label === other.label;

/** By a random number of its own, so that what is asked twice is a random part of what was decided. */
function isDrawn(decision: string, handoff: Buffer, share: number): boolean {
  const digest = createHash('sha256').update(decision).update(handoff).digest();
  return digest.readUInt32BE() < share * 2 ** 32;
}
