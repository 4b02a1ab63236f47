import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../db/database.js';
import { type Sql, sql } from '../db/sql.js';
import { consented } from '../episodes/consent.store.js';
import { alsoCount, alsoIn, gapName, type NamedGap } from './membership.store.js';
import { wordsForModels } from './words/words-for-models.store.js';

export interface ExampleRow {
  handoff_key: Buffer;
  at: Date;
  text: string;
  language: string | null;
  intent: string | null;
  confidence_bp: number | null;
  failed_code: string | null;
  resolved_intent: string | null;
  centrality: number;
  also_in: NamedGap[];
}

export interface DecisionRow {
  uid: string;
  type: string;
  at: Date;
  gap_id: string;
  other_gap: string | null;
  words: string | null;
  handoffs: number;
  withdrawn: boolean;
  withdraws: string | null;
}

export interface BothSides {
  speaker: Buffer;
  words: string | null;
  text: string | null;
}

export interface Tally {
  name: string;
  count: number;
}

const tallied = {
  intents: sql`unnest(array[escalation.intent])`,
  failures: sql`unnest(array[escalation.failed_code])`,
  reasons: sql`unnest(escalation.reasons)`,
  resolvedIntents: sql`unnest(array[escalation.resolved_intent])`,
  dispositions: sql`unnest(array[escalation.disposition])`,
  actions: sql`unnest(escalation.bot_actions)`,
  steps: sql`unnest(case when escalation.shown then escalation.steps end)`,
  bots: sql`unnest(array[escalation.bot])`,
  queues: sql`unnest(array[escalation.queue])`,
  channels: sql`unnest(array[escalation.channel])`,
  languages: sql`unnest(array[escalation.language])`,
} satisfies Record<string, Sql>;
export type TallyName = keyof typeof tallied;
const tallyNames = Object.keys(tallied) as TallyName[];

const most = 10;
/** Handoffs by which a decision names a gap. */
export const anchorCount = 20;
/** Of each gap that a merge names: as many as an entry of the ledger holds. */
export const mergedCount = 1_000;
/** What was said is left out where consent does not cover it; what is counted stays. */
const shown = consented(sql`escalation`, 'pages', 'transcript');

/** What is shown of one gap beside its summary. */
@Injectable()
export class GapPageStore {
  constructor(private readonly database: Database) {}

  /** Different words only, the most central first. */
  examples(id: string, limit: number): Promise<ExampleRow[]> {
    return this.examplesWhere(id, shown, limit);
  }

  /** The same, of those whose words a model may read. */
  examplesForModels(id: string, limit: number): Promise<ExampleRow[]> {
    return this.examplesWhere(id, wordsForModels(sql`escalation`), limit);
  }

  private examplesWhere(id: string, allowed: Sql, limit: number): Promise<ExampleRow[]> {
    return this.database.query<ExampleRow>(sql`
      select example.*, ${alsoIn(sql`example.handoff_key`)} as also_in
      from (
        select *
        from (
          select distinct on (escalation.text)
                 escalation.handoff_key, escalation.at, escalation.text, escalation.language, escalation.intent,
                 escalation.confidence_bp, escalation.failed_code, escalation.resolved_intent,
                 gap_member.centrality
          from gap_member
          join escalation on escalation.handoff_key = gap_member.handoff_key
          where gap_member.gap_id = ${id} and escalation.text is not null and ${allowed}
          order by escalation.text, gap_member.centrality desc, escalation.handoff_key
        ) as different
        order by centrality desc, handoff_key
        limit ${limit}
      ) as example
      order by centrality desc, handoff_key`);
  }

  /** Escalations of other gaps that belong here too. */
  async also(id: string): Promise<number> {
    const row = await this.database.one<{ also: number }>(sql`select ${alsoCount(id)} as also`);
    return row?.also ?? 0;
  }

  /** The most common values of each kind. */
  async tallies(id: string): Promise<Record<TallyName, Tally[]>> {
    const parts = tallyNames.map(
      (name) => sql`
        (select ${name} as kind, value as name, count(*) as count
         from member as escalation
         cross join lateral ${tallied[name]} as value
         where value is not null
         group by value
         order by count(*) desc, value
         limit ${most})`,
    );
    const rows = await this.database.query<Tally & { kind: TallyName }>(sql`
      with member as materialized (
        select escalation.*, ${shown} as shown
        from gap_member
        join escalation on escalation.handoff_key = gap_member.handoff_key
        where gap_member.gap_id = ${id}
      )
      ${sql.join(parts, sql` union all `)}`);
    const tallies = Object.fromEntries(tallyNames.map((name) => [name, [] as Tally[]])) as Record<
      TallyName,
      Tally[]
    >;
    for (const { kind, name, count } of rows) tallies[kind].push({ name, count });
    for (const list of Object.values(tallies)) {
      list.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
    }
    return tallies;
  }

  async medianConfidence(id: string): Promise<number | null> {
    const row = await this.database.one<{ median: number | null }>(sql`
      select percentile_disc(0.5) within group (order by escalation.confidence_bp) as median
      from gap_member
      join escalation on escalation.handoff_key = gap_member.handoff_key
      where gap_member.gap_id = ${id}`);
    return row?.median ?? null;
  }

  /** What both sides said in the most central escalations, as far as consent covers it. */
  async bothSides(id: string, limit: number): Promise<BothSides[]> {
    return this.database.query<BothSides>(sql`
      select escalation.customer_key as speaker, escalation.words, escalation.text
      from gap_member
      join escalation on escalation.handoff_key = gap_member.handoff_key
      where gap_member.gap_id = ${id} and ${shown}
      order by gap_member.centrality desc, escalation.handoff_key
      limit ${limit}`);
  }

  /** What humans answered, of the most central escalations first. */
  async humanWords(id: string, limit: number): Promise<string[]> {
    const rows = await this.database.query<{ words: string }>(sql`
      select escalation.words
      from gap_member
      join escalation on escalation.handoff_key = gap_member.handoff_key
      where gap_member.gap_id = ${id} and escalation.words is not null and ${shown}
      group by escalation.words
      order by max(gap_member.centrality) desc, escalation.words
      limit ${limit}`);
    return rows.map((row) => row.words);
  }

  async neighbours(id: string): Promise<{ id: string; name: string; similarity: number; terms: string[] }[]> {
    return this.database.query(sql`
      select gap.id, ${gapName} as name, near.similarity, gap.terms
      from gap as own
      cross join jsonb_to_recordset(own.neighbours) as near (id text, similarity real)
      join gap on gap.id = near.id
      where own.id = ${id}
      order by near.similarity desc, gap.id`);
  }

  /** Decisions about it, also those by which other gaps became part of it; the newest first. */
  async decisions(id: string): Promise<DecisionRow[]> {
    return this.database.query<DecisionRow>(sql`
      select uid, type, at, gap_id, other_gap, coalesce(name, reason, intent) as words,
             cardinality(members) as handoffs, withdrawn, withdraws
      from gap_decision
      where gap_id = ${id} or other_gap = ${id}
      order by at desc, uid desc`);
  }

  /** The most central handoffs: what a decision names the gap by. */
  async anchors(
    id: string,
    limit: number,
    without: readonly string[] = [],
    on: Transaction | Database = this.database,
  ): Promise<string[]> {
    const left = without.map((key) => Buffer.from(key, 'base64url'));
    const rows = await on.query<{ handoff_key: Buffer }>(sql`
      select handoff_key
      from gap_member
      where gap_id = ${id} and handoff_key <> all(${left}::bytea[])
      order by centrality desc, handoff_key
      limit ${limit}`);
    return rows.map((row) => row.handoff_key.toString('base64url'));
  }
}
