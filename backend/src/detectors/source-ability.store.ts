import { Injectable } from '@nestjs/common';
import { type Ability, abilities } from '../contract/detectors.js';
import type { Transaction } from '../db/database.js';
import { type Sql, sql } from '../db/sql.js';
import { contextTold } from '../episodes/context-told.store.js';
import { filterSql } from '../episodes/fact-filter.store.js';

export type Abilities = Record<Ability, boolean>;
export interface SourceAbilities {
  source: string;
  conversations: number;
  handoffs: number;
  has: Abilities;
}

/** Whether a source ever sends it. What depends on handoffs is looked for in its handoffs. */
const shown: Record<Ability, { of: 'episode' | 'handoff'; holds: Sql }> = {
  handoffs: { of: 'episode', holds: sql`episode.escalated` },
  turns: { of: 'episode', holds: sql`episode.customer_turns + episode.bot_turns > 0` },
  customers: { of: 'episode', holds: sql`episode.customer_key <> episode.conversation_key` },
  endings: {
    of: 'episode',
    holds: sql`episode.outcome in ('self_served_confirmed', 'self_served_assumed', 'abandoned')`,
  },
  // By all that it has sent, as the numbers have it: not by this range alone.
  context: { of: 'handoff', holds: contextTold() },
  acknowledgements: {
    of: 'handoff',
    holds: sql`coalesce(handoff.accepted_at, handoff.joined_at, handoff.replied_at) is not null`,
  },
  human_turns: { of: 'handoff', holds: sql`handoff.replied_at is not null` },
  actions: { of: 'handoff', holds: sql`handoff.actions_required > 0` },
  resolutions: { of: 'handoff', holds: sql`handoff.resolved_at is not null` },
  repeats: { of: 'handoff', holds: sql`handoff.repeated is not null` },
  sentiment: { of: 'handoff', holds: sql`handoff.sentiment_bp is not null` },
  fallbacks: { of: 'handoff', holds: sql`handoff.fallback is not null` },
};
const names = Object.keys(abilities) as Ability[];

/** What each source sends at all in a range. */
@Injectable()
export class SourceAbilityStore {
  async read(
    query: { from: string; to: string; source?: string[] | undefined },
    tx: Transaction,
  ): Promise<SourceAbilities[]> {
    const summed = (population: 'episode' | 'handoff') => sql`
      select source, count(*)::int as rows, ${sql.join(
        names
          .filter((name) => shown[name].of === population)
          .map((name) => sql`bool_or(${shown[name].holds}) as ${sql.ident(name)}`),
      )}
      from ${sql.ident(population)}
      where ${filterSql(population, query)}
      group by source`;
    const [episodes, handoffs] = [
      await tx.query<Row>(summed('episode')),
      await tx.query<Row>(summed('handoff')),
    ];
    const of = (rows: readonly Row[], source: string) => rows.find((row) => row.source === source);
    const sources = [...new Set([...episodes, ...handoffs].map((row) => row.source))].sort();
    return sources.map((source) => {
      const [episode, handoff] = [of(episodes, source), of(handoffs, source)];
      const all = { ...episode, ...handoff } as Partial<Abilities>;
      return {
        source,
        conversations: episode?.rows ?? 0,
        handoffs: handoff?.rows ?? 0,
        has: Object.fromEntries(names.map((name) => [name, all[name] === true])) as Abilities,
      };
    });
  }
}

type Row = { source: string; rows: number } & Partial<Abilities>;
