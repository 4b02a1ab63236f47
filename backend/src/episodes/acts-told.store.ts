import { type Sql, sql } from '../db/sql.js';

/** Handoffs of which it is said that somebody acted or resolved, as the index `handoff_acting` has it. */
export const acting: Sql = sql.raw('handoff.first_action_at is not null');

/**
 * Whether the source of a handoff has ever said of one that somebody acted. Where it has not, nobody can tell on which
 * nobody did, and none of them leaked.
 */
export const actsTold: Sql = sql`handoff.source in (select source from acting_source)`;
