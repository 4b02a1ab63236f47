import { Injectable } from '@nestjs/common';
import { consentPolicy } from '../contract/consent.js';
import type { DatasetRequest, TurnSettings } from '../contract/datasets.js';
import type { Transaction } from '../db/database.js';
import { type Sql, sql } from '../db/sql.js';
import { consented } from '../episodes/consent.store.js';
import { anyOf } from './select.js';

export interface StretchRow {
  conversation_key: Buffer;
  customer_key: Buffer;
  source: string;
  episode_no: number;
  started_at: Date;
  ended_at: Date | null;
  escalated: boolean;
}

/** Conversations that a dataset of turns leaves out, by why. */
interface StretchesLeftOut {
  neverTold: number;
  withoutConsent: number;
  stillOpen: number;
  beyondMost: number;
}

type Request = DatasetRequest & { turns: TurnSettings };

/** The stretches of the bot that a dataset of turns is about. */
@Injectable()
export class TurnStore {
  /** In the order of conversations and stretches. */
  stretches(request: Request, tx: Transaction): Promise<StretchRow[]> {
    return tx.query(sql`
      ${chosen(request)}
      select stretch.conversation_key, stretch.customer_key, stretch.source, stretch.episode_no, stretch.started_at,
             stretch.ended_at, stretch.escalated
      from stretch
      join drawn using (conversation_key)
      where ${isWanted(request)}
      order by stretch.conversation_key, stretch.episode_no`);
  }

  async leftOut(request: Request, tx: Transaction): Promise<StretchesLeftOut> {
    const row = await tx.one<StretchesLeftOut>(sql`
      ${chosen(request)},
      judged as (
        select conversation_key, bool_or(told) as told, bool_and(consented) as consented,
               bool_or(${isWanted(request)}) as wanted
        from stretch
        group by conversation_key
      )
      select count(*) filter (where not told) as "neverTold",
             count(*) filter (where told and not consented) as "withoutConsent",
             count(*) filter (where told and consented and not wanted) as "stillOpen",
             count(*) filter (where wanted) - (select count(*) from drawn) as "beyondMost"
      from judged`);
    return row ?? { neverTold: 0, withoutConsent: 0, stillOpen: 0, beyondMost: 0 };
  }
}

const isWanted = ({ turns }: Request): Sql =>
  sql`stretch.told and stretch.consented and (${turns.includeOpen} or stretch.ended_at is not null)`;

/** Those that count in the escalation rate, of sources that tell of handoffs; conversations are drawn by lot. */
function chosen(request: Request): Sql {
  const { from, to, languages, bots, channels, turns } = request;
  return sql`
    with telling as materialized (
      select distinct source from conversation where handoff_signal
    ),
    stretch as materialized (
      select episode.conversation_key, episode.customer_key, episode.source, episode.episode_no, episode.started_at,
             episode.ended_at, episode.escalated, telling.source is not null as told,
             ${consented(sql`episode`, 'datasets', consentPolicy.dataset)} as consented
      from episode
      left join telling on telling.source = episode.source
      where episode.eligible
        and (${from ?? null}::timestamptz is null or episode.started_at >= ${from ?? null})
        and (${to ?? null}::timestamptz is null or episode.started_at < ${to ?? null})
        and ${anyOf('episode.language', languages)}
        and ${anyOf('episode.bot', bots)}
        and ${anyOf('episode.channel', channels)}
    ),
    drawn as materialized (
      select conversation_key
      from stretch
      where ${isWanted(request)}
      group by conversation_key
      order by sha256(conversation_key)
      limit ${turns.mostConversations}
    )`;
}
