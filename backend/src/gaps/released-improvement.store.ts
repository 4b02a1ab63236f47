import { type Sql, sql } from '../db/sql.js';

/** The gap that an improvement's escalations are in now: it may have been merged. `improvement` stands in the statement. */
export const presentGap: Sql = sql`
  coalesce(
    (select redirect.gap_id from gap_redirect as redirect where redirect.found_id = improvement.gap_id),
    improvement.gap_id)`;

/** Whether a release holds an improvement that stands: by what a person said, else by what it names. Both stand in the statement. */
export const isReleasedIn: Sql = sql`
  (improvement.state in ('proposed', 'approved')
   and case
     when improvement.release_bot is null
       then release.improvements && array[improvement.id, improvement.label]
     else release.bot = improvement.release_bot and release.version = improvement.release_version
   end)`;
