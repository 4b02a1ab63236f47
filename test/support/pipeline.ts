import { loadConfig } from '../../backend/src/config.js';
import type { CloudEvent } from '../../backend/src/contract/events.js';
import type { Database } from '../../backend/src/db/database.js';
import { sql } from '../../backend/src/db/sql.js';
import { ConsentStore } from '../../backend/src/episodes/consent.store.js';
import { EpisodesFollower } from '../../backend/src/episodes/episodes.follower.js';
import { EpisodesStore } from '../../backend/src/episodes/episodes.store.js';
import { IssueStore } from '../../backend/src/episodes/issue.store.js';
import { CursorStore } from '../../backend/src/follow/cursor.store.js';
import { FollowService } from '../../backend/src/follow/follow.service.js';
import { DataKeys } from '../../backend/src/ledger/data-keys.store.js';
import { Keyring } from '../../backend/src/ledger/keyring.js';
import { LedgerStore } from '../../backend/src/ledger/ledger.store.js';
import { SequencerService } from '../../backend/src/ledger/sequencer.service.js';
import { Standing } from '../../backend/src/ledger/standing.js';

const secret = (letter: string) => Buffer.alloc(32, letter).toString('base64');
/** The same in every test, so that the same events have the same pseudonyms in every database. */
const secrets = JSON.stringify({ kek: secret('k'), pepper: secret('p'), seed: secret('s') });

/** From events to facts, without HTTP: what stands between a checked event and its rows. */
export interface Pipeline {
  keyring: Keyring;
  ledger: LedgerStore;
  follow: FollowService;
  /** Appends events in this order, seals them and brings the followers to the head. */
  take(events: readonly CloudEvent[]): Promise<void>;
}

export function openPipeline(database: Database, clock = () => Date.parse('2026-12-01T00:00:00Z')): Pipeline {
  const keyring = new Keyring(secrets);
  const standing = new Standing();
  const ledger = new LedgerStore(database, keyring, new DataKeys(keyring), clock, standing);
  const config = loadConfig({ BATON_LOG_LEVEL: 'silent' });
  const sequencer = new SequencerService(database, keyring, config, clock, standing);
  const follow = new FollowService(database, ledger, new CursorStore(database), clock);
  const consent = new ConsentStore(database);
  follow.register(new EpisodesFollower(follow, ledger, new EpisodesStore(), new IssueStore(), consent));
  return {
    keyring,
    ledger,
    follow,
    async take(events) {
      await ledger.append(events);
      await sequencer.run();
      await follow.runAll();
    },
  };
}

const factTables = [
  'conversation',
  'contact',
  'episode',
  'handoff',
  'action',
  'survey',
  'release',
  'consent',
] as const;

/** Every fact, as text, in one order: two databases with the same facts give the same string. */
export async function dumpFacts(database: Database): Promise<string> {
  const parts: string[] = [];
  for (const table of factTables) {
    const rows = await database.query<{ row: string }>(
      sql`select t::text as row from ${sql.ident(table)} as t order by 1`,
    );
    parts.push(table, ...rows.map(({ row }) => row));
  }
  return parts.join('\n');
}

/** The buckets that wait to be summed, as `population time`; they are taken away. */
export async function takeDirtyBuckets(database: Database): Promise<string[]> {
  const rows = await database.query<{ population: string; bucket_at: Date }>(
    sql`delete from dirty_bucket returning population, bucket_at`,
  );
  return rows.map((row) => `${row.population} ${row.bucket_at.toISOString()}`).sort();
}
