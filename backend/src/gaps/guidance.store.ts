import { Injectable } from '@nestjs/common';
import type { Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import { DecisionStore } from './decision.store.js';
import { withdrawnBy } from './placement.js';
import type { Guidance } from './utterances.js';

interface Row {
  handoff_key: Buffer;
  value: string;
}

/** Decisions that say of single handoffs where they belong. */
const telling = new Set(['gap.split', 'gap.moved', 'gap.accepted']);

/**
 * What people and the run before have to say about the next run. Where a decision puts a handoff, it stays whatever is
 * found; here it tells what the handoff is about, so that others like it follow.
 */
@Injectable()
export class GuidanceStore {
  constructor(private readonly decisions: DecisionStore) {}

  async read(tx: Transaction): Promise<Guidance> {
    const before = await this.found(tx);
    return { before, ...(await this.told(tx)) };
  }

  /** Where each escalation was found. */
  private async found(tx: Transaction): Promise<Map<string, string>> {
    return mapOf(
      await tx.query<Row>(sql`
        select distinct on (handoff_key) handoff_key, gap_id as value
        from gap_found_member
        order by handoff_key, centrality desc, gap_id`),
    );
  }

  /** Split off: a gap of its own. Moved or accepted: what most of that gap turned out to be about. */
  private async told(tx: Transaction): Promise<Pick<Guidance, 'pins' | 'needs'>> {
    const decisions = await this.decisions.placing(tx);
    const withdrawn = withdrawnBy(decisions);
    const standing = decisions.filter(({ uid, type }) => telling.has(type) && !withdrawn.has(uid));
    const named = (split: boolean) =>
      standing
        .filter(({ type }) => (type === 'gap.split') === split)
        .flatMap(({ members }) => members.map((key) => Buffer.from(key, 'base64url')));
    const pins = await tx.query<Row>(sql`
      select distinct on (handoff_key) handoff_key, gap_id as value
      from gap_member
      where handoff_key = any(${named(true)}::bytea[])
      order by handoff_key, gap_id`);
    const needs = await tx.query<Row>(sql`
      select distinct on (gap_member.handoff_key) gap_member.handoff_key, common.intent as value
      from gap_member
      cross join lateral (
        select mode() within group (order by resolved_intent) as intent
        from gap_member as other
        join escalation using (handoff_key)
        where other.gap_id = gap_member.gap_id
      ) as common
      where gap_member.handoff_key = any(${named(false)}::bytea[]) and common.intent is not null
      order by gap_member.handoff_key, gap_member.gap_id`);
    return { pins: mapOf(pins), needs: mapOf(needs) };
  }
}

const mapOf = (rows: readonly Row[]) =>
  new Map(rows.map(({ handoff_key, value }) => [handoff_key.toString('base64url'), value]));
